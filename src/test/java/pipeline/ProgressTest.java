package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Path;
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

    private static void awaitMeter(RunningPipeline pipeline, String name, String stage, double value) {
        Awaitility.await(name + " " + stage).atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        meter(pipeline, name, stage))
                .isEqualTo(value));
    }

    private static double meter(RunningPipeline pipeline, String name, String stage) {
        return pipeline.meters().get(name).tag("stage", stage).gauge().value();
    }
}
