package pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

class ZmqCheckTest {

    @Test
    void a_publisher_is_well() {
        try (ZContext context = new ZContext()) {
            ZMQ.Socket publisher = context.createSocket(SocketType.PUB);
            publisher.bind("tcp://127.0.0.1:*");
            assertThat(row(publisher.getLastEndpoint()))
                    .isEqualTo(Row.ok("ZMQ " + publisher.getLastEndpoint(), "a publisher answers"));
        }
    }

    @Test
    void a_port_where_nobody_listens_fails_and_names_both_settings() throws IOException {
        int port;
        try (ServerSocket closed = listen()) {
            port = closed.getLocalPort();
        }
        Row row = row("tcp://127.0.0.1:" + port);
        assertThat(row.status()).isEqualTo(Status.FAIL);
        assertThat(row.found()).isEqualTo("Connection refused");
        assertThat(row.advice())
                .isEqualTo("Set zmqpubhashblock=tcp://0.0.0.0:" + port
                        + " in the node's bitcoin.conf and start it again, or correct bitcoin.zmq.url");
    }

    @Test
    void a_server_that_speaks_something_else_fails() throws IOException {
        assertThat(rowOf("HTTP/1.1 400 Bad Request\r\n\r\n").found())
                .isEqualTo("takes the connection, but does not speak ZMQ");
    }

    @Test
    void a_server_that_hangs_up_fails() throws IOException {
        assertThat(rowOf("").found()).isEqualTo("takes the connection, but ends it at once");
    }

    @Test
    void a_host_that_nobody_knows_fails() {
        Row row = row("tcp://nobody.invalid:28332");
        assertThat(row.found()).isEqualTo("nobody knows that host");
        assertThat(row.advice()).isEqualTo("Correct bitcoin.zmq.url");
    }

    private static Row rowOf(String said) throws IOException {
        try (ServerSocket server = listen()) {
            CompletableFuture<Void> saying = CompletableFuture.runAsync(() -> say(server, said));
            Row row = row("tcp://127.0.0.1:" + server.getLocalPort());
            saying.join();
            assertThat(row.status()).isEqualTo(Status.FAIL);
            return row;
        }
    }

    private static void say(ServerSocket server, String said) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    private static Row row(String publisher) {
        return new ZmqCheck(publisher).look().get(0);
    }
}
