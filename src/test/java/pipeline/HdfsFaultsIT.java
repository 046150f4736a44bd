package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;
import pipeline.servers.HdfsServer;

/** HDFS is down, hung, full, read-only or denies: it is waited for with nothing committed, and no reader sees half a file. */
class HdfsFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int TIP = 12;

    @TempDir
    private static Path folder;

    private static SampleNode node;
    private static EmbeddedBroker broker;
    private static HdfsServer hdfs;

    private Arrived arrived;
    private String directory;

    /** Starts or ends a fault. */
    private interface Step {
        void take() throws Exception;
    }

    @BeforeAll
    static void startServers() throws Exception {
        node = SampleNode.start();
        broker = EmbeddedBroker.open(folder.resolve("kafka"));
        hdfs = HdfsServer.start();
    }

    @AfterAll
    static void stopServers() {
        hdfs.close();
        broker.close();
        node.close();
    }

    @BeforeEach
    void publish() throws Exception {
        String topic = "hdfs-" + System.nanoTime();
        directory = "/user/" + topic;
        arrived = new Arrived(broker.brokers(), topic, Path.of(directory));
        hdfs.web().put(directory, "op=MKDIRS");
        hdfs.web().put(directory, "op=SETPERMISSION&permission=777");
        try (RunningPipeline ingest = start("--pipeline.roles=ingest", "--heights.to=" + TIP)) {
            assertThat(ingest.awaitStatus()).isZero();
        }
    }

    @Test
    void hdfs_is_down() throws Exception {
        isWaitedFor(hdfs::killNameNode, hdfs::startNameNode);
    }

    @Test
    void hdfs_is_hung() throws Exception {
        isWaitedFor(hdfs::freezeNameNode, hdfs::thawNameNode);
    }

    @Test
    void hdfs_is_full() throws Exception {
        isWaitedFor(
                () -> hdfs.web().put(directory, "op=SETQUOTA&namespacequota=1000&storagespacequota=1"),
                () -> hdfs.web().put(directory, "op=SETQUOTA&namespacequota=1000&storagespacequota=-1"));
    }

    @Test
    void hdfs_is_read_only() throws Exception {
        isWaitedFor(() -> hdfs.admin("-safemode", "enter"), () -> hdfs.admin("-safemode", "leave"));
    }

    @Test
    void hdfs_denies() throws Exception {
        isWaitedFor(() -> hdfs.web().put(directory, "op=SETPERMISSION&permission=555"), () -> hdfs.web()
                .put(directory, "op=SETPERMISSION&permission=777"));
    }

    private void isWaitedFor(Step fault, Step healing) throws Exception {
        fault.take();
        try (RunningPipeline archive = startArchive()) {
            archive.log().await(directory + "/block_");
            assertThat(archive.log().text()).contains(hdfs.url(), "(hdfs.url)");
            assertThat(archive.log().stackTraces()).isEmpty();
            assertThat(arrived.committedOffsets().values()).hasSize(6).containsOnly(0L);
            healing.take();
            Awaitility.await().atMost(PATIENCE).until(() -> names().containsAll(files()));
            assertThat(arrived.deadLetters()).isEmpty();
        }
        for (int height = 0; height <= TIP; height++) {
            ExpectedBlock.assertSame(
                    CoreChain.parse(hdfs.web().read(directory + "/block_" + height + ".json")),
                    CoreChain.sample().get(height));
        }
    }

    private RunningPipeline startArchive() {
        return start("--pipeline.roles=archive", "--hdfs.url=" + hdfs.url(), "--hdfs.user=somebody");
    }

    private RunningPipeline start(String... settings) {
        return RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), settings);
    }

    private List<String> names() {
        try {
            return hdfs.web().list(directory);
        } catch (UncheckedIOException starting) {
            return List.of();
        }
    }

    private static List<String> files() {
        return IntStream.rangeClosed(0, TIP)
                .mapToObj("block_%d.json"::formatted)
                .toList();
    }
}
