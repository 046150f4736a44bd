package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.avro.BlockReader;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/**
 * A reorg that is deeper than what memory holds: several ranges of 100 blocks, each a transaction of its own. What happens
 * between two of them leaves the chain index one chain, and the rest of the reorg to be done.
 */
class DeepReorgTest {

    private static final int FORK = 40;
    private static final int OLD_TIP = 200;
    private static final int NEW_TIP = 205;

    /** Of the two ranges that come: 41–140, 141–205. */
    private static final int LAST_OF_FIRST_RANGE = 140;

    private static final int IN_SECOND_RANGE = 145;
    private static final int BYTES = 300;

    private static final List<RawBlock> OLD = MinedChain.of(OLD_TIP, BYTES);
    private static final List<RawBlock> BRANCH = MinedChain.on(OLD.get(FORK), NEW_TIP - FORK, BYTES);

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private SampleNode sample;
    private FaultyNode node;
    private Arrived arrived;

    @BeforeEach
    void startServers() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        sample = SampleNode.start(OLD, Map.of());
        node = FaultyNode.before(sample);
        arrived = new Arrived(broker.brokers(), "deep", directory.resolve("archive"));
    }

    @AfterEach
    void stopServers() {
        node.close();
        sample.close();
        broker.close();
    }

    @Test
    void a_reorg_of_several_ranges_goes_on_after_a_stop_between_two_of_them() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Fault hold = holdSecondRange(never);
        try (RunningPipeline pipeline = start()) {
            awaitFiles(OLD);
            sample.switchTo(BRANCH);
            Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() > 0);
            // a commit is seen a moment after it is made
            Awaitility.await().atMost(PATIENCE).untilAsserted(this::isHalfWay);
        }
        isHalfWay();
        hold.heal();

        try (RunningPipeline pipeline = start()) {
            awaitFiles(newChain());
            awaitCommitted();
            assertThat(pipeline.log().count("Reorg above height")).isZero();
        }

        assertThat(canonical()).isEqualTo(hashes(newChain()));
        for (int height = 0; height <= NEW_TIP; height++) {
            assertThat(published().get(height)).as("height " + height).isEqualTo(expectedAt(height));
        }
        assertThat(arrived.files()).isEqualTo(files(NEW_TIP, OLD.subList(FORK + 1, OLD.size())));
        for (RawBlock stale : OLD.subList(FORK + 1, OLD.size())) {
            assertThat(arrived.archived(orphan(stale)).getHash()).isEqualTo(stale.hash());
        }
        isTheOneEvent(events().get(0));
        assertThat(events()).hasSize(1);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void a_reorg_of_several_ranges_that_is_taken_back_between_two_of_them_ends_with_the_chain_as_it_was()
            throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Fault hold = holdSecondRange(goOn);
        try (RunningPipeline pipeline = start()) {
            awaitFiles(OLD);
            sample.switchTo(BRANCH);
            Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() > 0);
            // a commit is seen a moment after it is made
            Awaitility.await().atMost(PATIENCE).untilAsserted(this::isHalfWay);
            List<RawBlock> longerThanEither = new ArrayList<>(OLD);
            longerThanEither.addAll(MinedChain.on(OLD.get(OLD_TIP), 10, BYTES));
            sample.switchTo(longerThanEither);
            hold.heal();
            goOn.countDown();
            awaitFiles(longerThanEither);
            awaitCommitted();

            assertThat(canonical()).isEqualTo(hashes(longerThanEither));
            assertThat(published().get(LAST_OF_FIRST_RANGE))
                    .containsExactly(
                            OLD.get(LAST_OF_FIRST_RANGE).hash(),
                            branchAt(LAST_OF_FIRST_RANGE).hash(),
                            OLD.get(LAST_OF_FIRST_RANGE).hash());
            assertThat(published().get(FORK)).containsExactly(OLD.get(FORK).hash());
        }
    }

    private Fault holdSecondRange(CountDownLatch until) {
        return node.on(
                request -> request.asksForBlock(branchAt(IN_SECOND_RANGE).hash()),
                FaultyNode.ALWAYS,
                Reaction.hang(until));
    }

    /** The index is the new chain as far as it has come, all else that goes is stale, and no file of it is gone. */
    private void isHalfWay() {
        assertThat(canonical()).isEqualTo(hashes(newChain().subList(0, LAST_OF_FIRST_RANGE + 1)));
        assertThat(stale()).isEqualTo(hashes(OLD.subList(LAST_OF_FIRST_RANGE + 1, OLD.size())));
        assertThat(events()).hasSize(1);
        isTheOneEvent(events().get(0));
        assertThat(arrived.files()).containsAll(files(OLD_TIP, List.of()));
    }

    private static void isTheOneEvent(ConsumerRecord<String, byte[]> record) {
        JsonNode event = CoreChain.parse(record.value());
        assertThat(record.key()).isEqualTo(String.valueOf(FORK));
        assertThat(event.get("fork_height").asInt()).isEqualTo(FORK);
        assertThat(event.get("old_tip_hash").asText())
                .isEqualTo(OLD.get(OLD_TIP).hash());
        assertThat(event.get("new_tip_hash").asText())
                .isEqualTo(branchAt(NEW_TIP).hash());
        assertThat(texts(event.get("hashes_out")))
                .isEqualTo(OLD.subList(FORK + 1, OLD.size()).stream()
                        .map(RawBlock::hash)
                        .toList());
        assertThat(texts(event.get("hashes_in")))
                .isEqualTo(BRANCH.stream().map(RawBlock::hash).toList());
    }

    private static List<String> expectedAt(int height) {
        if (height <= FORK) {
            return List.of(OLD.get(height).hash());
        }
        return height > OLD_TIP
                ? List.of(branchAt(height).hash())
                : List.of(OLD.get(height).hash(), branchAt(height).hash());
    }

    private RunningPipeline start() {
        return RunningPipeline.start(
                node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), "--bitcoin.prevouts=none");
    }

    private void awaitFiles(List<RawBlock> chain) {
        Awaitility.await().atMost(PATIENCE).until(() -> chain.stream().allMatch(this::hasFile));
    }

    private boolean hasFile(RawBlock block) {
        return Files.exists(arrived.archive().resolve("block_" + block.height() + ".json"))
                && arrived.archived(block.height()).getHash().equals(block.hash());
    }

    private void awaitCommitted() {
        GroupProgress archive = new GroupProgress(
                new KafkaClients(arrived.brokers(), Map.of()), arrived.topic(), arrived.topic() + ".archive");
        Map<TopicPartition, Long> end = archive.end();
        Awaitility.await().atMost(PATIENCE).until(() -> archive.hasReached(end));
    }

    /** Hashes in the order in which they were published, by height. */
    private Map<Integer, List<String>> published() throws Exception {
        BlockReader reader = new BlockReader(null);
        Map<Integer, List<String>> published = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : arrived.records(arrived.topic())) {
            published
                    .computeIfAbsent(Integer.valueOf(record.key()), height -> new ArrayList<>())
                    .add(reader.read(record.value()).getHash());
        }
        return published;
    }

    private Map<Integer, String> canonical() {
        return index(entry -> !entry.path("stale").asBoolean());
    }

    private Map<Integer, String> stale() {
        return index(entry -> entry.path("stale").asBoolean());
    }

    /** What the chain index ends with, of some heights. */
    private Map<Integer, String> index(Predicate<JsonNode> which) {
        Map<Integer, JsonNode> last = new TreeMap<>();
        arrived.records(arrived.topic() + ".chain")
                .forEach(record -> last.put(Integer.valueOf(record.key()), CoreChain.parse(record.value())));
        Map<Integer, String> hashes = new TreeMap<>();
        last.forEach((height, entry) -> {
            if (which.test(entry)) {
                hashes.put(height, entry.get("hash").asText());
            }
        });
        return hashes;
    }

    private List<ConsumerRecord<String, byte[]>> events() {
        return arrived.records(arrived.topic() + ".reorgs");
    }

    private static List<RawBlock> newChain() {
        List<RawBlock> chain = new ArrayList<>(OLD.subList(0, FORK + 1));
        chain.addAll(BRANCH);
        return chain;
    }

    private static RawBlock branchAt(int height) {
        return BRANCH.get(height - FORK - 1);
    }

    private static Map<Integer, String> hashes(List<RawBlock> blocks) {
        return blocks.stream().collect(Collectors.toMap(RawBlock::height, RawBlock::hash));
    }

    private static TreeSet<String> files(int tip, List<RawBlock> stale) {
        TreeSet<String> files = new TreeSet<>();
        IntStream.rangeClosed(0, tip).forEach(height -> files.add("block_" + height + ".json"));
        stale.forEach(block -> files.add(orphan(block)));
        return files;
    }

    private static String orphan(RawBlock block) {
        return "orphans/block_" + block.height() + "_" + block.hash() + ".json";
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
