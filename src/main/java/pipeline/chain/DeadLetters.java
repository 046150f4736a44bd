package pipeline.chain;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The dead letters: which are open, keys of the topic {@code raw-blocks.dead-letters} that no null has closed, and how often
 * everything has failed that is or was one.
 */
public final class DeadLetters implements AutoCloseable {

    private final Map<String, Letter> open = new HashMap<>();
    private final Map<String, Attempts> attempts = new HashMap<>();
    private final TopicTable table;

    /**
     * @param hash of the block; empty where the letter does not tell
     * @param unpublished whether it is a height that could not be fetched or published, not a record that could not be read
     */
    private record Letter(OptionalInt height, String hash, boolean unpublished) {

        boolean isUnpublished(BiPredicate<Integer, String> which) {
            return unpublished && height.isPresent() && which.test(height.getAsInt(), hash);
        }
    }

    /** @param topic of the blocks */
    public DeadLetters(KafkaClients clients, String topic) {
        table = new TopicTable(clients, Topics.deadLetters(topic), new Letters());
    }

    /** Reads on to the end of the topic. */
    public synchronized void refresh() {
        table.readToEnd();
    }

    /** Heights that could not be fetched or published. */
    public BitSet unpublishedHeights() {
        return unpublishedHeights((height, hash) -> true);
    }

    /** The same as far as height and hash of a letter meet a test; the hash is empty where the letter does not tell. */
    synchronized BitSet unpublishedHeights(BiPredicate<Integer, String> which) {
        BitSet heights = new BitSet();
        open.values().stream()
                .filter(letter -> letter.isUnpublished(which))
                .forEach(letter -> heights.set(letter.height().getAsInt()));
        return heights;
    }

    /** Keys of the letters of heights that could not be fetched or published, as far as their height and hash meet a test. */
    synchronized List<String> unpublished(BiPredicate<Integer, String> which) {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue().isUnpublished(which))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * Heights that could not be fetched, published or archived.
     *
     * @param published heights for which a letter that says they could not be is out of date
     */
    public synchronized BitSet heights(BitSet published) {
        BitSet heights = unpublishedHeights();
        heights.andNot(published);
        open.values().stream().filter(letter -> !letter.unpublished()).forEach(letter -> letter.height()
                .ifPresent(heights::set));
        return heights;
    }

    /**
     * How many wait for somebody to look at them.
     *
     * @param published heights for which a letter that says they could not be is out of date
     */
    public synchronized int waiting(BitSet published) {
        return (int) open.values().stream()
                .filter(letter -> !letter.isUnpublished((height, hash) -> published.get(height)))
                .count();
    }

    synchronized boolean isOpen(String key) {
        return open.containsKey(key);
    }

    /** What the last letter of a key says, open or closed; empty where there was none. */
    synchronized Optional<Attempts> attempts(String key) {
        return Optional.ofNullable(attempts.get(key));
    }

    /** Whether a height is or was a dead letter because no node gave its block. */
    synchronized boolean hasBeenFetchedInVain(int height) {
        return attempts.containsKey(DeadLetter.key("fetch-blocks", height));
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
            LetterHeaders headers = new LetterHeaders(letter.headers());
            // a null that somebody wrote by hand says nothing, and the letter before it still counts
            headers.attempts().ifPresent(said -> attempts.put(letter.key(), said));
            if (letter.value() == null) {
                open.remove(letter.key());
                return;
            }
            open.put(
                    letter.key(),
                    new Letter(
                            headers.height(), headers.text(LetterHeaders.HASH).orElse(""), !headers.isOfRecord()));
        }

        @Override
        public void clear() {
            open.clear();
            attempts.clear();
        }
    }
}
