package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.BrokerProgram;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;
import pipeline.servers.JavaProcess;

/** Back-pressure: a chain of the largest blocks there can be passes through far less memory than it takes. */
class BackPressureIT {

    private static final int BLOCKS = 150;
    private static final int BYTES = 3_900_000;

    /** For 585 MB of blocks; a process that runs out of it ends. */
    private static final int HEAP_MEGABYTES = 352;

    @TempDir
    private static Path folder;

    private static SampleNode node;
    private static JavaProcess broker;
    private static String brokers;

    @BeforeAll
    static void startServers() {
        Path brokerFolder = folder.resolve("broker/kafka");
        broker = BrokerProgram.start(brokerFolder);
        node = SampleNode.start(MinedChain.of(BLOCKS, BYTES), Map.of());
        broker.awaitOutput("started ", Duration.ofSeconds(60));
        brokers = EmbeddedBroker.open(brokerFolder).brokers();
    }

    @AfterAll
    static void stopServers() {
        node.close();
        broker.close();
    }

    @Test
    void a_stopped_archive_does_not_fill_memory_and_neither_does_a_stopped_hdfs() throws Exception {
        try (PipelineProcess ingest = start("ingest", "--heights.to=" + BLOCKS)) {
            assertThat(ingest.awaitExit()).as(ingest.output()).isZero();
        }
        assertThat(CommittedRecords.heights(brokers, "raw-blocks")).hasSize(BLOCKS + 1);

        try (PipelineProcess archive = start("archive", "--hdfs.url=hdfs://127.0.0.1:" + JavaProcess.freePort())) {
            archive.awaitOutput("Will seek consumer").awaitOutput("trying again (5)");
            assertThat(archive.terminate()).as(archive.output()).isIn(0, PipelineProcess.TERMINATED);
        }
    }

    private static PipelineProcess start(String role, String... settings) {
        String[] common = {
            "--pipeline.roles=" + role,
            "--bitcoin.rpc.url=" + node.url(),
            "--bitcoin.prevouts=none",
            "--kafka.brokers=" + brokers
        };
        return PipelineProcess.start(
                HEAP_MEGABYTES,
                folder.resolve(role),
                Stream.of(common, settings).flatMap(Arrays::stream).toArray(String[]::new));
    }
}
