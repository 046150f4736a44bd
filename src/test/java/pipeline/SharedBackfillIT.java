package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.GroupState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Reaction;
import pipeline.FaultyNode.Request;
import pipeline.avro.BlockReader;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** Several ingest processes share a backfill, whatever becomes of one of them. */
class SharedBackfillIT {

    private static final int TIP = 6_200;
    private static final List<RawBlock> CHAIN = MinedChain.of(TIP, 300);
    private static final String SHARES = "are copied here, of a backfill that is shared";

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;

    private final List<PipelineProcess> processes = new ArrayList<>();
    private final String topic = "blocks-" + System.nanoTime();
    private SampleNode sample;
    private FaultyNode node;

    /** Holds the first thousand heights until all three processes are there. */
    private final CountDownLatch first = new CountDownLatch(1);

    /** Holds each other thousand, so that each process is amid one. */
    private final CountDownLatch others = new CountDownLatch(1);

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startNode() {
        sample = SampleNode.start(CHAIN, Map.of());
        node = FaultyNode.before(sample);
        hold(first, 500);
        hold(others, 1_500, 2_500, 3_500, 4_500, 5_500);
    }

    /** Until each is amid a range. */
    private void startThree() {
        start(node, node, node);
        processes.forEach(process -> process.awaitOutput(SHARES));
    }

    /** The first of them leads. */
    private void start(FaultyNode... nodes) {
        for (FaultyNode each : nodes) {
            processes.add(start(each));
            processes.get(0).awaitOutput("This process ingests");
        }
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> members() == nodes.length);
        first.countDown();
    }

    /** Of the group that shares; none while Kafka is at telling them who has what. */
    private long members() throws Exception {
        try (Admin admin = new KafkaClients(broker.brokers(), Map.of()).admin()) {
            return admin.describeConsumerGroups(List.of(topic + ".ranges")).all().get().values().stream()
                    .filter(group -> group.groupState() == GroupState.STABLE)
                    .mapToLong(group -> group.members().size())
                    .sum();
        }
    }

    @AfterEach
    void stopAll() {
        processes.forEach(PipelineProcess::close);
        node.close();
        sample.close();
    }

    @Test
    void each_height_is_published_once_and_the_tip_is_meanwhile() throws InterruptedException {
        startThree();
        Awaitility.await().atMost(PATIENCE).until(() -> CommittedRecords.heights(broker.brokers(), topic)
                .contains(TIP));
        assertThat(CommittedRecords.heights(broker.brokers(), topic)).doesNotContain(1_500, 5_500);
        others.countDown();
        allEnd();
        eachIsThereOnce();
    }

    @Test
    void one_that_is_frozen_amid_a_range_publishes_nothing_twice_when_it_wakes() throws InterruptedException {
        startThree();
        PipelineProcess frozen = processes.remove(1);
        frozen.freeze();
        others.countDown();
        allEnd();
        frozen.thaw();
        assertThat(frozen.awaitExit()).isZero();
        eachIsThereOnce();
    }

    @Test
    void another_leads_and_its_ranges_are_taken_over_when_the_leader_is_killed() throws InterruptedException {
        startThree();
        processes.remove(0).close();
        others.countDown();
        allEnd();
        eachIsThereOnce();
    }

    @Test
    void what_a_process_on_another_chain_declines_the_leader_copies() throws InterruptedException {
        List<RawBlock> branch = MinedChain.on(CHAIN.get(900), TIP - 900, 300);
        others.countDown();
        try (SampleNode strange = SampleNode.start(
                        Stream.concat(CHAIN.subList(0, 901).stream(), branch.stream())
                                .toList(),
                        Map.of());
                FaultyNode strangeNode = FaultyNode.before(strange)) {
            start(node, strangeNode);
            allEnd();
            assertThat(processes.get(1).output()).contains("Left to whoever leads: Heights ");
            assertThat(processes.get(0).output()).doesNotContain("Left to whoever leads");
            eachIsThereOnce();
        }
    }

    private void allEnd() throws InterruptedException {
        for (PipelineProcess process : processes) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
        }
    }

    private PipelineProcess start(FaultyNode node) {
        return PipelineProcess.start(
                directory.resolve("in"),
                "--pipeline.roles=ingest",
                "--bitcoin.rpc.url=" + node.url(),
                "--bitcoin.prevouts=none",
                "--kafka.brokers=" + broker.brokers(),
                "--kafka.topics.raw-blocks=" + topic,
                "--heights.poll-interval=500ms",
                "--heights.to=" + TIP);
    }

    private void hold(CountDownLatch until, int... heights) {
        Predicate<Request> asks = IntStream.of(heights)
                .mapToObj(height -> CHAIN.get(height).hash())
                .<Predicate<Request>>map(hash -> request -> request.asksForBlock(hash))
                .reduce(Predicate::or)
                .orElseThrow();
        node.on(asks, ALWAYS, Reaction.hang(until));
    }

    private void eachIsThereOnce() {
        List<Integer> heights = IntStream.rangeClosed(0, TIP).boxed().toList();
        for (String each : List.of(topic, topic + ".chain")) {
            assertThat(CommittedRecords.heights(broker.brokers(), each))
                    .doesNotHaveDuplicates()
                    .isEqualTo(heights);
        }
        Map<String, String> hashes = CommittedRecords.of(broker.brokers(), topic).stream()
                .collect(Collectors.toMap(ConsumerRecord::key, SharedBackfillIT::hash));
        assertThat(CHAIN).allSatisfy(block -> assertThat(hashes.get(String.valueOf(block.height())))
                .isEqualTo(block.hash()));
    }

    private static String hash(ConsumerRecord<String, byte[]> record) {
        try {
            return new BlockReader(null).read(record.value()).getHash();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
