package pipeline.chain;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The open dead letters: keys of the topic {@code raw-blocks.dead-letters} that no null has closed. */
public final class DeadLetters implements AutoCloseable {

    private static final Pattern OF_HEIGHT = Pattern.compile("[a-z-]+/(\\d+)");

    private final Map<String, Integer> open = new HashMap<>();
    private final TopicTable table;

    /** @param topic of the blocks */
    public DeadLetters(KafkaClients clients, String topic) {
        table = new TopicTable(clients, Topics.deadLetters(topic), this::accept);
    }

    /** Key of what a route could not do with a height. */
    static String key(String route, long height) {
        return route + "/" + height;
    }

    /** Reads on to the end of the topic. */
    public synchronized void refresh() {
        table.readToEnd();
    }

    /** Heights that could not be fetched or published. */
    public synchronized BitSet heights() {
        BitSet heights = new BitSet();
        open.values().stream().filter(height -> height >= 0).forEach(heights::set);
        return heights;
    }

    @Override
    public synchronized void close() {
        table.close();
    }

    private void accept(String key, byte[] value) {
        if (value == null) {
            open.remove(key);
            return;
        }
        Matcher height = OF_HEIGHT.matcher(key);
        open.put(key, height.matches() ? Integer.parseInt(height.group(1)) : -1);
    }
}
