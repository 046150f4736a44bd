package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleNode;

/** A second ingest process: it stands by, and takes over when the first ends, is killed or freezes. */
class LeadershipIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TAKE_OVER = Duration.ofSeconds(15);
    private static final String LEADS = "This process ingests";
    private static final String STANDS_BY = "Another process ingests; this one stands by";

    @TempDir
    Path directory;

    private final SampleNode node = SampleNode.start(SampleChain.blocks().subList(0, 61), SampleChain.spentOutputs());
    private EmbeddedBroker broker;
    private Arrived arrived;
    private PipelineProcess archive;
    private PipelineProcess first;
    private PipelineProcess second;

    @BeforeEach
    void startBoth() throws IOException {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        arrived = new Arrived(broker.brokers(), "blocks", directory.resolve("archive"));
        first = start("ingest").awaitOutput(LEADS);
        archive = start("archive");
        awaitArchived(60);
        second = start("ingest").awaitOutput(STANDS_BY);
    }

    @AfterEach
    void stopAll() {
        second.close();
        first.close();
        archive.close();
        broker.close();
        node.close();
    }

    @Test
    void a_second_ingest_process_stands_by_and_neither_throws_the_other_out() {
        for (int tip = 61; tip <= 75; tip++) {
            mineTo(tip);
            awaitArchived(tip);
        }
        assertThat(first.output()).containsOnlyOnce(LEADS).doesNotContain("trying again");
        assertThat(second.output()).doesNotContain(LEADS).doesNotContain("trying again");
        arrived.isExactly(0, 75);
    }

    @Test
    void one_that_stands_by_ends_when_its_range_is_done() throws InterruptedException {
        second.close();
        second = start("ingest", "--heights.to=70").awaitOutput(STANDS_BY);
        mineTo(75);
        assertThat(second.awaitExit()).isZero();
        assertThat(second.output()).contains("Done: every height asked for is published");
    }

    @Test
    void it_takes_over_within_15_seconds_when_the_first_is_killed_amid_publishing() {
        mineTo(183);
        Awaitility.await().atMost(PATIENCE).until(() -> arrived.publishedHeights()
                .contains(61));
        first.close();
        Awaitility.await().atMost(TAKE_OVER).until(() -> second.output().contains(LEADS));
        awaitArchived(183);
        arrived.isExactly(0, 183);
    }

    @Test
    void it_takes_over_at_once_when_the_first_is_told_to_stop() throws InterruptedException {
        assertThat(first.terminate()).isEqualTo(PipelineProcess.TERMINATED);
        mineTo(100);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> arrived.files()
                .contains("block_100.json"));
        arrived.isExactly(0, 100);
    }

    @Test
    void the_first_stands_by_when_it_wakes_after_the_second_took_over() {
        mineTo(183);
        first.freeze();
        second.awaitOutput(LEADS);
        awaitArchived(183);
        first.thaw();
        first.awaitOutput(STANDS_BY);
        assertThat(second.output()).containsOnlyOnce(LEADS);
        arrived.isExactly(0, 183);
    }

    private PipelineProcess start(String role, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--pipeline.roles=" + role,
                "--bitcoin.rpc.url=" + node.url(),
                "--kafka.brokers=" + arrived.brokers(),
                "--kafka.topics.raw-blocks=" + arrived.topic(),
                "--hdfs.url=file:/",
                "--archive.directory=" + arrived.archive(),
                "--heights.poll-interval=500ms"));
        settings.addAll(List.of(more));
        return PipelineProcess.start(directory.resolve("in"), settings.toArray(String[]::new));
    }

    private void mineTo(int tip) {
        node.switchTo(SampleChain.blocks().subList(61, tip + 1));
    }

    private void awaitArchived(int height) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.exists(arrived.archive().resolve("block_" + height + ".json")));
    }
}
