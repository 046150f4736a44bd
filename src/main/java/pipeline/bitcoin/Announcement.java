package pipeline.bitcoin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One message of Bitcoin Core's over ZMQ ({@code doc/zmq.md}).
 *
 * @param counter of the topic's messages since the node's start, an unsigned number of 32 bits
 * @param isOfChain whether a block has joined or left the best chain; else a transaction has joined or left the mempool
 */
public record Announcement(String topic, int counter, boolean isOfChain) {

    private static final String HASHBLOCK = "hashblock";
    private static final String SEQUENCE = "sequence";

    /** Those that are understood. */
    public static final List<String> TOPICS = List.of(HASHBLOCK, SEQUENCE);

    private static final int HASH = 32;
    private static final int MEMPOOL_SEQUENCE = 8;
    private static final int LONGEST_TOPIC_TOLD = 40;

    /**
     * @param frames topic, body and counter
     * @throws IllegalArgumentException saying why that is no announcement that Core makes
     */
    public static Announcement of(List<byte[]> frames) {
        if (frames.size() != 3) {
            throw new IllegalArgumentException("it has " + frames.size() + " frames, not 3");
        }
        String topic = new String(frames.get(0), StandardCharsets.US_ASCII);
        byte[] counter = frames.get(2);
        if (counter.length != Integer.BYTES) {
            throw new IllegalArgumentException("its counter has " + counter.length + " bytes, not 4");
        }
        return new Announcement(
                topic,
                ByteBuffer.wrap(counter).order(ByteOrder.LITTLE_ENDIAN).getInt(),
                isOfChain(topic, frames.get(1)));
    }

    private static boolean isOfChain(String topic, byte[] body) {
        return switch (topic) {
            case HASHBLOCK -> {
                requireLength(body, HASH);
                yield true;
            }
            case SEQUENCE -> isOfChain(body);
            default ->
                throw new IllegalArgumentException(
                        "its topic " + told(topic) + " is none of " + String.join(", ", TOPICS));
        };
    }

    /** By the label behind the hash: connected and disconnected blocks, or added and removed transactions. */
    private static boolean isOfChain(byte[] body) {
        char label = body.length > HASH ? (char) body[HASH] : ' ';
        return switch (label) {
            case 'C', 'D' -> {
                requireLength(body, HASH + 1);
                yield true;
            }
            case 'A', 'R' -> {
                requireLength(body, HASH + 1 + MEMPOOL_SEQUENCE);
                yield false;
            }
            default ->
                throw new IllegalArgumentException(
                        "its body of " + body.length + " bytes has no hash with one of the labels C, D, A, R");
        };
    }

    private static void requireLength(byte[] body, int length) {
        if (body.length != length) {
            throw new IllegalArgumentException("its body has " + body.length + " bytes, not " + length);
        }
    }

    /** Who knows what it is: it must not break the line that tells it. */
    private static String told(String topic) {
        return topic.substring(0, Math.min(LONGEST_TOPIC_TOLD, topic.length())).replaceAll("[^!-~]", "?");
    }
}
