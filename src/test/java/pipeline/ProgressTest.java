package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;

class ProgressTest {

    @TempDir
    Path directory;

    @Test
    void what_is_read_and_not_yet_written_is_not_archived() throws Exception {
        // one of the last: nothing is left to be read while it is written
        HeldFileSystem.Hold hold = HeldFileSystem.hold("block_183.json");
        try (SampleNode node = SampleNode.start();
                EmbeddedBroker broker = EmbeddedBroker.open(directory.resolve("kafka"));
                RunningPipeline pipeline = RunningPipeline.start(
                        node.url(),
                        broker.brokers(),
                        "blocks",
                        directory.resolve("archive"),
                        "--hdfs.url=" + HeldFileSystem.URL)) {
            hold.awaitReached();
            awaitMeter(pipeline, "pipeline.height", "published", 183);
            awaitMeter(pipeline, "pipeline.lag.blocks", "archived", 1);
            assertThat(meter(pipeline, "pipeline.height", "archived")).isLessThan(183);
            assertThat(meter(pipeline, "pipeline.lag.seconds", "archived")).isPositive();
            hold.release();
            awaitMeter(pipeline, "pipeline.lag.blocks", "archived", 0);
            assertThat(meter(pipeline, "pipeline.height", "archived")).isEqualTo(183);
            assertThat(meter(pipeline, "pipeline.lag.seconds", "archived")).isZero();
        }
    }

    @Test
    void what_is_still_to_be_published_is_what_is_asked_for_and_not_there() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (SampleNode sample = SampleNode.start();
                FaultyNode node = FaultyNode.before(sample);
                EmbeddedBroker broker = EmbeddedBroker.open(directory.resolve("kafka"))) {
            node.on(request -> request.asksForBlock(Arrived.hash(100)), 1, FaultyNode.Reaction.hang(goOn));
            try (RunningPipeline pipeline = start(node, broker, "--heights.from=100", "--heights.confirmations=10")) {
                // nothing is published yet, and the newest ten are not asked for
                awaitMeter(pipeline, "pipeline.lag.blocks", "published", 74);
                goOn.countDown();
                awaitMeter(pipeline, "pipeline.lag.blocks", "published", 0);
                assertThat(meter(pipeline, "pipeline.height", "published")).isEqualTo(173);
                assertThat(meter(pipeline, "pipeline.lag.seconds", "published")).isZero();
            }
            // what is published above does not hide what is missing below
            CountDownLatch later = new CountDownLatch(1);
            node.on(request -> request.asksForBlock(Arrived.hash(0)), 1, FaultyNode.Reaction.hang(later));
            try (RunningPipeline pipeline = start(node, broker, "--heights.confirmations=10")) {
                awaitMeter(pipeline, "pipeline.lag.blocks", "published", 100);
                later.countDown();
                awaitMeter(pipeline, "pipeline.lag.blocks", "published", 0);
                awaitMeter(pipeline, "pipeline.lag.blocks", "archived", 0);
            }
        }
    }

    private RunningPipeline start(FaultyNode node, EmbeddedBroker broker, String... settings) {
        return RunningPipeline.start(node.url(), broker.brokers(), "blocks", directory.resolve("archive"), settings);
    }

    private static void awaitMeter(RunningPipeline pipeline, String name, String stage, double value) {
        Awaitility.await(name + " " + stage).atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        meter(pipeline, name, stage))
                .isEqualTo(value));
    }

    private static double meter(RunningPipeline pipeline, String name, String stage) {
        return pipeline.meters().get(name).tag("stage", stage).gauge().value();
    }
}
