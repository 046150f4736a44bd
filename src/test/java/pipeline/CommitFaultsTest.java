package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pipeline.avro.BlockReader;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;
import pipeline.servers.LinkedBroker;
import pipeline.servers.LinkedBroker.Cut;

/**
 * Commits that fail, and commits of which nobody knows whether they have failed: the chain index is read again before anything
 * is sent, so each block is there once. What is committed is the worst there is: a reorg, with two blocks for a key.
 */
class CommitFaultsTest {

    private static final int FORK = 180;
    private static final int OLD_TIP = 183;
    private static final int NEW_TIP = 185;

    @TempDir
    static Path directory;

    private static LinkedBroker broker;
    private static List<RawBlock> branch;

    private SampleNode node;
    private Arrived arrived;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = LinkedBroker.start(directory.resolve("broker"));
        try (InputStream csv = CommitFaultsTest.class.getResourceAsStream("/chain/fork.csv")) {
            branch = SampleChain.readBlocks(csv);
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startNode() {
        node = SampleNode.start(SampleChain.blocks(), Map.of());
        String topic = "commits-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @AfterEach
    void stopNode() {
        broker.cut(Cut.NONE);
        node.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_connection_that_is_cut_once_amid_a_commit_loses_nothing_and_doubles_nothing(Cut cut) throws Exception {
        try (RunningPipeline pipeline = start()) {
            awaitPublished(OLD_TIP);
            broker.cut(cut);
            node.switchTo(branch);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> broker.hits() > 0);
            broker.cut(Cut.NONE);
            awaitPublished(NEW_TIP);
            awaitCountedOnce(pipeline.meters());
        }
        eachBlockIsThereOnceAndInOrder();
    }

    /** A range counts once its commit has succeeded, however often it was tried. */
    private static void awaitCountedOnce(MeterRegistry meters) {
        int blocks = expected().values().stream().mapToInt(List::size).sum();
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(meters.get("pipeline.blocks")
                            .tag("stage", "published")
                            .counter()
                            .count())
                    .isEqualTo(blocks);
            assertThat(meters.get("pipeline.reorg.depth").summary().totalAmount())
                    .isEqualTo(OLD_TIP - FORK);
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void after_a_failed_or_an_unknown_commit_the_chain_index_is_read_again_before_anything_is_sent(Cut cut)
            throws Exception {
        try (RunningPipeline pipeline = start()) {
            awaitPublished(OLD_TIP);
            broker.cut(cut);
            node.switchTo(branch);
            // the producer tries by itself to learn what has become of it, and gives up after ten seconds
            pipeline.log().await("trying again (1)");
            assertThat(broker.hits()).isPositive();
            broker.cut(Cut.NONE);
            awaitPublished(NEW_TIP);
        }
        eachBlockIsThereOnceAndInOrder();
    }

    private void eachBlockIsThereOnceAndInOrder() throws Exception {
        Map<Integer, List<String>> blocks = new HashMap<>();
        BlockReader reader = new BlockReader(null);
        for (ConsumerRecord<String, byte[]> record : arrived.records(arrived.topic())) {
            blocks.computeIfAbsent(Integer.valueOf(record.key()), height -> new ArrayList<>())
                    .add(reader.read(record.value()).getHash());
        }
        Map<Integer, List<String>> entries = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : arrived.records(arrived.topic() + ".chain")) {
            entries.computeIfAbsent(Integer.valueOf(record.key()), height -> new ArrayList<>())
                    .add(CoreChain.parse(record.value()).get("hash").asText());
        }
        assertThat(blocks).isEqualTo(expected());
        assertThat(entries).isEqualTo(expected());
        assertThat(arrived.records(arrived.topic() + ".reorgs")).hasSize(1);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    private static Map<Integer, List<String>> expected() {
        Map<Integer, List<String>> expected = new HashMap<>();
        IntStream.rangeClosed(FORK - 2, OLD_TIP)
                .forEach(height -> expected.computeIfAbsent(height, any -> new ArrayList<>())
                        .add(Arrived.hash(height)));
        branch.forEach(block -> expected.computeIfAbsent(block.height(), any -> new ArrayList<>())
                .add(block.hash()));
        return expected;
    }

    private void awaitPublished(int tip) {
        Awaitility.await().atMost(PATIENCE).until(() -> arrived.publishedHeights()
                .contains(tip));
    }

    private RunningPipeline start() {
        return RunningPipeline.start(
                node.url(),
                arrived.brokers(),
                arrived.topic(),
                arrived.archive(),
                "--pipeline.roles=ingest",
                "--bitcoin.prevouts=none",
                "--heights.from=" + (FORK - 2));
    }
}
