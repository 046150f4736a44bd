package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleNode;

/** A second ingest process: it stands by, and takes over when the first ends, is killed or freezes. */
class LeadershipIT {

    private static final Duration TAKE_OVER = Duration.ofSeconds(15);

    /** Kafka misses a member that is gone without a word after this; one that takes its leave is missed sooner. */
    private static final Duration SESSION = Duration.ofSeconds(8);

    private static final String LEADS = "This process ingests";
    private static final String STANDS_BY = "Another process ingests; this one stands by";

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;

    private SampleNode sample;
    private FaultyNode node;
    private Arrived arrived;
    private PipelineProcess first;
    private PipelineProcess second;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startBoth() {
        sample = SampleNode.start(SampleChain.blocks().subList(0, 61), SampleChain.spentOutputs());
        node = FaultyNode.before(sample);
        String topic = "blocks-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
        first = start().awaitOutput(LEADS);
        awaitPublished(60);
        second = start().awaitOutput(STANDS_BY);
    }

    @AfterEach
    void stopAll() {
        second.close();
        first.close();
        node.close();
        sample.close();
    }

    @Test
    void a_second_ingest_process_stands_by_and_neither_throws_the_other_out() {
        for (int tip = 61; tip <= 75; tip++) {
            mineTo(tip);
            awaitPublished(tip);
        }
        assertThat(first.output()).containsOnlyOnce(LEADS).doesNotContain("trying again");
        assertThat(second.output()).doesNotContain(LEADS).doesNotContain("trying again");
        eachIsThereOnceTo(75);
    }

    @Test
    void a_second_ingest_process_that_stands_by_ends_when_its_range_is_done() throws InterruptedException {
        second.close();
        second = start("--heights.to=70").awaitOutput(STANDS_BY);
        mineTo(75);
        assertThat(second.awaitExit()).isZero();
        assertThat(second.output()).contains("Done: every height asked for is published");
    }

    @Test
    void a_second_ingest_process_takes_over_within_15_seconds_when_the_first_is_killed_amid_publishing() {
        amidPublishing(first::close);
        eachIsThereOnceTo(183);
    }

    @Test
    void a_second_ingest_process_takes_over_at_once_when_the_first_is_told_to_stop() throws InterruptedException {
        assertThat(first.terminate()).isEqualTo(PipelineProcess.TERMINATED);
        awaitSecondLeads(SESSION);
        mineTo(100);
        awaitPublished(100);
        eachIsThereOnceTo(100);
    }

    @Test
    void a_second_ingest_process_takes_over_from_one_that_is_frozen_which_stands_by_when_it_wakes() {
        amidPublishing(first::freeze);
        first.thaw();
        first.awaitOutput(STANDS_BY);
        assertThat(second.output()).containsOnlyOnce(LEADS);
        eachIsThereOnceTo(183);
    }

    private void amidPublishing(Runnable end) {
        Fault hold = node.on(
                request -> request.asksForBlock(Arrived.hash(170)), ALWAYS, Reaction.hang(new CountDownLatch(1)));
        mineTo(183);
        Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() > 0);
        // the first range of a hundred
        awaitPublished(160);
        assertThat(arrived.publishedHeights()).doesNotContain(170);
        end.run();
        hold.heal();
        awaitSecondLeads(TAKE_OVER);
        awaitPublished(183);
    }

    private PipelineProcess start(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--pipeline.roles=ingest",
                "--bitcoin.rpc.url=" + node.url(),
                "--kafka.brokers=" + arrived.brokers(),
                "--kafka.topics.raw-blocks=" + arrived.topic(),
                "--heights.poll-interval=500ms"));
        settings.addAll(List.of(more));
        return PipelineProcess.start(directory.resolve("in"), settings.toArray(String[]::new));
    }

    private void mineTo(int tip) {
        sample.switchTo(SampleChain.blocks().subList(61, tip + 1));
    }

    private void awaitPublished(int height) {
        Awaitility.await().atMost(PATIENCE).until(() -> arrived.publishedHeights()
                .contains(height));
    }

    private void awaitSecondLeads(Duration within) {
        Awaitility.await().atMost(within).until(() -> second.output().contains(LEADS));
    }

    private void eachIsThereOnceTo(int tip) {
        List<Integer> heights = IntStream.rangeClosed(0, tip).boxed().toList();
        assertThat(arrived.publishedHeights()).isEqualTo(heights);
        assertThat(CommittedRecords.heights(arrived.brokers(), arrived.topic() + ".chain"))
                .isEqualTo(heights);
    }
}
