package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryConnectionTest {

    private final CountDownLatch done = new CountDownLatch(1);
    private HttpServer server;
    private RegistryConnection connection;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/silent", exchange -> awaitEnd());
        server.createContext("/half", this::answerHalf);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        connection = new RegistryConnection(url, null, null, Duration.ofMillis(200));
    }

    @AfterEach
    void stopServer() {
        done.countDown();
        server.stop(0);
    }

    @Test
    void gives_up_on_a_server_that_does_not_answer() {
        assertThatThrownBy(() -> connection.get("/silent"))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageEndingWith("(schema-registry.url): no answer within 0.2 s");
    }

    @Test
    void gives_up_on_an_answer_that_does_not_end() {
        assertThatThrownBy(() -> connection.get("/half"))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageEndingWith("no answer within 0.2 s");
    }

    @Test
    void stops_waiting_when_it_is_interrupted_and_stays_interrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> connection.get("/silent"))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageEndingWith("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private void answerHalf(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
