package pipeline;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Announces over ZMQ as Bitcoin Core does, on a port of the loopback address; for one thread. */
final class CorePublisher implements AutoCloseable {

    private static final Set<String> TOPICS = Set.of("hashblock", "sequence");
    private static final int HASH = 32;

    private final Map<String, Integer> counters = new HashMap<>();
    private final ZContext context = new ZContext();
    private final ZMQ.Socket socket = context.createSocket(SocketType.XPUB);
    private final int port;

    private CorePublisher(String port) {
        socket.bind("tcp://127.0.0.1:" + port);
        String bound = socket.getLastEndpoint();
        this.port = Integer.parseInt(bound.substring(bound.lastIndexOf(':') + 1));
    }

    static CorePublisher start() {
        return new CorePublisher("*");
    }

    /** Another one at the same place, which counts from 0 again. */
    CorePublisher startAnew() {
        return new CorePublisher(String.valueOf(port));
    }

    /** For {@code bitcoin.zmq.url}. */
    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Waits until somebody hears all topics: what is announced before is announced to nobody. */
    void awaitListener() {
        socket.setReceiveTimeOut((int) Patience.PATIENCE.toMillis());
        Set<String> left = new HashSet<>(TOPICS);
        while (!left.isEmpty()) {
            byte[] subscription = socket.recv();
            if (subscription == null) {
                throw new AssertionError("Nobody hears " + left + " at " + url());
            }
            left.remove(new String(subscription, 1, subscription.length - 1, StandardCharsets.US_ASCII));
        }
    }

    void announceBlock(String hash) {
        send("hashblock", HexFormat.of().parseHex(hash));
    }

    /** @param label {@code C} or {@code D} */
    void announceSequence(String hash, char label) {
        send(
                "sequence",
                ByteBuffer.allocate(HASH + 1).put(HexFormat.of().parseHex(hash)).put((byte) label));
    }

    void announceTransaction() {
        send("sequence", ByteBuffer.allocate(HASH + 9).put(new byte[HASH]).put((byte) 'A'));
    }

    /** Counts an announcement that never arrives. */
    void lose(String topic) {
        counters.merge(topic, 1, Integer::sum);
    }

    /** The last announcement of a topic comes once more. */
    void repeatBlock(String hash) {
        counters.merge("hashblock", -1, Integer::sum);
        announceBlock(hash);
    }

    void sendFrames(byte[]... frames) {
        for (byte[] frame : Arrays.copyOf(frames, frames.length - 1)) {
            socket.sendMore(frame);
        }
        socket.send(frames[frames.length - 1]);
    }

    private void send(String topic, ByteBuffer body) {
        send(topic, body.array());
    }

    private void send(String topic, byte[] body) {
        int counter = counters.merge(topic, 1, Integer::sum) - 1;
        sendFrames(topic.getBytes(StandardCharsets.US_ASCII), body, counter(counter));
    }

    static byte[] counter(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    @Override
    public void close() {
        context.close();
    }
}
