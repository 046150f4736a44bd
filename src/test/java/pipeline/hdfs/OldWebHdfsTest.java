package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster from before WebHDFS told its defaults: it answers 400 to an operation that it does not know. */
class OldWebHdfsTest {

    private static final String UNKNOWN = "{\"RemoteException\":{\"exception\":\"IllegalArgumentException\","
            + "\"javaClassName\":\"java.lang.IllegalArgumentException\",\"message\":\"No enum constant GETSERVERDEFAULTS\"}}";

    private static final String LEFT = ".a.123e4567-e89b-12d3-a456-426614174000.tmp";

    private static final String LISTING =
            "{\"FileStatuses\":{\"FileStatus\":[{\"accessTime\":0,\"blockSize\":0,\"group\":\"g\",\"length\":1,"
                    + "\"modificationTime\":1,\"owner\":\"o\",\"pathSuffix\":\"" + LEFT
                    + "\",\"permission\":\"644\",\"replication\":1,\"type\":\"FILE\"}]}}";

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void is_written_to_with_the_default_number_of_copies() throws Exception {
        try (HdfsRoute route = new HdfsRoute(url())) {
            route.write("hdfs:/blocks?fileName=a", "x");
        }

        assertThat(requests)
                .anyMatch(request -> request.contains("op=CREATE") && request.contains("replication=3"))
                .anyMatch(request -> request.contains("op=RENAME") && request.contains("OVERWRITE"));
    }

    @Test
    void is_cleaned_of_what_it_tells_in_one_answer() throws Exception {
        try (HdfsRoute route = new HdfsRoute(url())) {
            route.write("hdfs:/blocks?operation=clean", null);
        }

        assertThat(requests)
                .filteredOn(request -> request.contains("op=DELETE"))
                .singleElement()
                .asString()
                .contains(LEFT);
    }

    @Test
    void is_listed_by_what_it_tells_in_one_answer() throws Exception {
        try (HdfsRoute route = new HdfsRoute(url())) {
            Iterable<?> names =
                    route.write("hdfs:/blocks?operation=list", "").getMessage().getBody(Iterable.class);

            assertThat(names.iterator().next()).isEqualTo(LEFT);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestURI().toString();
        requests.add(request);
        exchange.getRequestBody().readAllBytes();
        if (request.contains("op=LISTSTATUS&") || request.endsWith("op=LISTSTATUS")) {
            send(exchange, 200, LISTING);
            return;
        }
        if (request.contains("op=DELETE")) {
            send(exchange, 200, "{\"boolean\":true}");
            return;
        }
        if (request.contains("op=GETSERVERDEFAULTS") || request.contains("op=LISTSTATUS_BATCH")) {
            send(exchange, 400, UNKNOWN);
            return;
        }
        if (request.contains("op=CREATE") && !request.contains("datanode")) {
            exchange.getResponseHeaders().set("Location", url() + request + "&datanode=true");
            send(exchange, 307, "");
            return;
        }
        send(exchange, request.contains("op=CREATE") ? 201 : 200, "");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
