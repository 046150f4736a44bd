package pipeline.zmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A publisher that breaks the protocol is reached for again: what stands in its place later is heard. */
class ZmqConsumerTest {

    private static final int PATIENCE = 60;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<ZmqEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void a_server_that_speaks_something_else_is_left_and_reached_for_again() throws Exception {
        hearsThePublisherAfterServerThatSays("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_publisher_that_breaks_its_protocol_after_the_handshake_is_reached_for_again() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        said.write(greeting());
        byte[] socketType = "Socket-Type".getBytes(StandardCharsets.US_ASCII);
        said.write(new byte[] {4, (byte) (6 + 1 + socketType.length + 4 + 3), 5});
        said.write("READY".getBytes(StandardCharsets.US_ASCII));
        said.write(socketType.length);
        said.write(socketType);
        said.write(new byte[] {0, 0, 0, 3, 'P', 'U', 'B'});
        // a long frame of more bytes than there can be
        said.write(new byte[] {2, 0x7f, -1, -1, -1, -1, -1, -1, -1});
        hearsThePublisherAfterServerThatSays(said.toByteArray());
        assertThat(events).startsWith(ZmqEvent.CONNECTED, ZmqEvent.DISCONNECTED, ZmqEvent.CONNECTED);
    }

    private void hearsThePublisherAfterServerThatSays(byte[] said) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DefaultCamelContext camel = new DefaultCamelContext()) {
            String url = "tcp://127.0.0.1:" + server.getLocalPort();
            camel.addComponent("zmq", new ZmqComponent());
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("zmq:" + url + "?topics=hashblock").process(ZmqConsumerTest.this::keep);
                }
            });
            camel.start();
            sayAndListen(server, said);
            server.close();
            try (ZContext context = new ZContext()) {
                ZMQ.Socket publisher = context.createSocket(SocketType.XPUB);
                publisher.setReceiveTimeOut((int) TimeUnit.SECONDS.toMillis(PATIENCE));
                publisher.bind(url);
                assertThat(publisher.recv()).as("who hears").isNotNull();
                publisher.send("hashblock");
                assertThat(heard.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo("hashblock");
            }
        }
    }

    /** The connection stays open on this side until the other ends it, but after something else than the protocol. */
    private static void sayAndListen(ServerSocket server, byte[] said) throws IOException {
        try (Socket connection = server.accept()) {
            connection.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE));
            connection.getOutputStream().write(said);
            if (said[0] != -1) {
                connection.shutdownOutput();
            }
            connection.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private void keep(Exchange exchange) {
        ZmqEvent event = exchange.getMessage().getHeader(ZmqEvent.HEADER, ZmqEvent.class);
        events.add(event);
        if (event != ZmqEvent.MESSAGE) {
            return;
        }
        List<?> frames = exchange.getMessage().getBody(List.class);
        heard.add(new String((byte[]) frames.get(0), StandardCharsets.US_ASCII));
    }

    /** Of ZMTP 3.0, without authentication. */
    private static byte[] greeting() {
        byte[] greeting = new byte[64];
        greeting[0] = -1;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
        return greeting;
    }
}
