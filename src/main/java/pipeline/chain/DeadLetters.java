package pipeline.chain;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The open dead letters: keys of the topic {@code raw-blocks.dead-letters} that no null has closed. */
public final class DeadLetters implements AutoCloseable {

    private final Map<String, Letter> open = new HashMap<>();
    private final TopicTable table;

    /** @param unpublished whether it is a height that could not be fetched or published, not a record that could not be read */
    private record Letter(OptionalInt height, boolean unpublished) {}

    /** @param topic of the blocks */
    public DeadLetters(KafkaClients clients, String topic) {
        table = new TopicTable(clients, Topics.deadLetters(topic), new Letters());
    }

    /** Reads on to the end of the topic. */
    public synchronized void refresh() {
        table.readToEnd();
    }

    /** Heights that could not be fetched or published. */
    public synchronized BitSet unpublishedHeights() {
        BitSet heights = new BitSet();
        open.values().stream().filter(Letter::unpublished).forEach(letter -> letter.height()
                .ifPresent(heights::set));
        return heights;
    }

    /** Heights that could not be fetched, published or archived. */
    public synchronized BitSet heights() {
        BitSet heights = new BitSet();
        open.values().forEach(letter -> letter.height().ifPresent(heights::set));
        return heights;
    }

    @Override
    public void close() {
        table.interrupt();
        synchronized (this) {
            table.close();
        }
    }

    private final class Letters implements TopicTable.Reader {

        @Override
        public void accept(ConsumerRecord<String, byte[]> letter) {
            if (letter.value() == null) {
                open.remove(letter.key());
                return;
            }
            Header height = letter.headers().lastHeader(DeadLetter.HEIGHT);
            boolean unpublished = letter.headers().lastHeader(DeadLetter.OFFSET) == null;
            open.put(letter.key(), new Letter(height == null ? OptionalInt.empty() : number(height), unpublished));
        }

        @Override
        public void clear() {
            open.clear();
        }

        private static OptionalInt number(Header header) {
            return OptionalInt.of(Integer.parseInt(new String(header.value(), StandardCharsets.US_ASCII)));
        }
    }
}
