package chaos;

import bitcoin.chain.Block;
import chaos.Finding.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import pipeline.CommittedRecords;
import pipeline.avro.BlockReader;
import pipeline.bitcoin.BlockEncoder;

/** Compares what a {@code read_committed} reader finds on the topics with what the node has, and has ever had. */
final class TopicAudit {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GONE = "gone";

    private final String brokers;
    private final Truth truth;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> published = new HashSet<>();
    private final Map<Integer, Instant> gone = new HashMap<>();
    private int records;

    private TopicAudit(String brokers, Truth truth) {
        this.brokers = brokers;
        this.truth = truth;
    }

    /**
     * @param records on the topic of the blocks
     * @param stale published blocks that are no longer in the node's chain
     * @param events on the topic of the reorgs
     * @param deadLetters keys of the open ones
     * @param gone when a height was first said to have no block, by height
     */
    record Result(
            List<Finding> findings,
            int records,
            Set<String> stale,
            int events,
            List<String> deadLetters,
            Map<Integer, Instant> gone) {

        /** Before anything is compared. */
        static final Result NONE = new Result(List.of(), 0, Set.of(), 0, List.of(), Map.of());
    }

    static Result of(String brokers, Truth truth) throws IOException {
        return new TopicAudit(brokers, truth).result();
    }

    private Result result() throws IOException {
        checkBlocks();
        checkIndex();
        Set<String> stale = new HashSet<>(published);
        truth.best().forEach(block -> stale.remove(block.hash()));
        List<ConsumerRecord<String, byte[]>> events = CommittedRecords.of(brokers, Cluster.TOPIC + ".reorgs");
        findings.addAll(EventAudit.of(events, stale, truth));
        return new Result(findings, records, stale, events.size(), deadLetters(), gone);
    }

    /** A block comes once, however often its height is written; the last one of a height is the node's. */
    private void checkBlocks() {
        NavigableMap<Integer, List<String>> byHeight = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : CommittedRecords.of(brokers, Cluster.TOPIC)) {
            records++;
            int height = Integer.parseInt(record.key());
            List<String> before = byHeight.computeIfAbsent(height, none -> new ArrayList<>());
            String hash = record.value() == null ? GONE : hashOf(record);
            if (hash.equals(GONE)) {
                gone.putIfAbsent(height, Instant.ofEpochMilli(record.timestamp()));
            }
            boolean again = hash.equals(GONE)
                    ? before.isEmpty() || before.get(before.size() - 1).equals(GONE)
                    : before.contains(hash);
            if (again) {
                report(Kind.DOUBLED, "height %d on the topic: %s, after %s".formatted(height, place(record), before));
            }
            before.add(hash);
        }
        for (Mined block : truth.best()) {
            List<String> found = byHeight.getOrDefault(block.height(), List.of());
            expectLast(block, found.isEmpty() ? GONE : found.get(found.size() - 1), "the topic");
        }
        byHeight.tailMap(truth.best().size(), true).forEach((height, found) -> {
            if (!found.get(found.size() - 1).equals(GONE)) {
                report(Kind.WRONG, "height %d on the topic is above the node's tip".formatted(height));
            }
        });
    }

    /** The hash of a record's block, which is a block that the node has had at that height, to the last byte. */
    private String hashOf(ConsumerRecord<String, byte[]> record) {
        try {
            Block block = new BlockReader(null).read(record.value());
            Mined mined = truth.known().get(block.getHash());
            boolean right = mined != null
                    && record.key().equals(String.valueOf(mined.height()))
                    && Arrays.equals(BlockEncoder.encode(block), mined.raw())
                    && block.equals(truth.expected(mined));
            if (!right) {
                report(Kind.WRONG, "height %s on the topic: %s".formatted(record.key(), place(record)));
            }
            published.add(block.getHash());
            return block.getHash();
        } catch (Exception e) {
            report(Kind.TORN, "height %s on the topic: %s, %s".formatted(record.key(), place(record), e));
            return "unreadable at " + record.offset();
        }
    }

    private void checkIndex() throws IOException {
        Map<String, byte[]> last = last(Cluster.TOPIC + ".chain");
        for (Mined block : truth.best()) {
            byte[] entry = last.remove(String.valueOf(block.height()));
            JsonNode said = entry == null ? JSON.createObjectNode() : JSON.readTree(entry);
            boolean there = said.has("hash") && !said.path("stale").asBoolean();
            expectLast(block, there ? said.get("hash").textValue() : GONE, "the chain index");
        }
        last.values().removeIf(Objects::isNull);
        last.keySet()
                .forEach(height -> report(Kind.WRONG, "height " + height + " in the chain index is above the tip"));
    }

    private List<String> deadLetters() {
        List<String> open = new ArrayList<>();
        last(Cluster.TOPIC + ".dead-letters")
                .forEach((key, value) -> Optional.ofNullable(value).ifPresent(letter -> open.add(key)));
        return open;
    }

    private Map<String, byte[]> last(String topic) {
        Map<String, byte[]> last = new LinkedHashMap<>();
        CommittedRecords.of(brokers, topic).forEach(record -> last.put(record.key(), record.value()));
        return last;
    }

    private void expectLast(Mined block, String found, String where) {
        if (found.equals(GONE)) {
            report(Kind.MISSING, "height %d in %s".formatted(block.height(), where));
            return;
        }
        if (!found.equals(block.hash())) {
            report(Kind.WRONG, "height %d in %s: %s, not %s".formatted(block.height(), where, found, block.hash()));
        }
    }

    private void report(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }

    private static String place(ConsumerRecord<String, byte[]> record) {
        return "partition " + record.partition() + " offset " + record.offset();
    }
}
