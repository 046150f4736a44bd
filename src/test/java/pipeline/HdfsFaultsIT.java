package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;
import pipeline.servers.HdfsServer;

/** HDFS is down, hung, full, read-only or denies: it is waited for with nothing committed, and no reader sees half a file. */
class HdfsFaultsIT {

    private static final int TIP = 12;
    private static final int LATER_TIP = 24;

    @TempDir
    private static Path folder;

    private static SampleNode node;
    private static EmbeddedBroker broker;
    private static HdfsServer hdfs;

    private Arrived arrived;
    private String directory;

    /** Ways to the same file system. */
    enum Access {
        HDFS,
        WEBHDFS;

        String url() {
            return this == HDFS ? hdfs.url() : hdfs.webUrl();
        }
    }

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
        publishTo(TIP);
    }

    @Test
    void hdfs_is_full() throws Exception {
        isWaitedFor(
                Access.WEBHDFS,
                () -> hdfs.web().put(directory, "op=SETQUOTA&namespacequota=1000&storagespacequota=1"),
                () -> hdfs.web().put(directory, "op=SETQUOTA&namespacequota=1000&storagespacequota=-1"));
    }

    @Test
    void hdfs_is_read_only() throws Exception {
        isWaitedFor(Access.HDFS, hdfs::enterSafeMode, hdfs::leaveSafeMode);
    }

    @Test
    void hdfs_denies() throws Exception {
        isWaitedFor(Access.HDFS, () -> hdfs.web().put(directory, "op=SETPERMISSION&permission=555"), () -> hdfs.web()
                .put(directory, "op=SETPERMISSION&permission=777"));
    }

    @ParameterizedTest
    @EnumSource
    void hdfs_is_down_amid_archiving(Access access) throws Exception {
        isWaitedForAmidArchiving(access, hdfs::killNameNode, hdfs::startNameNode);
    }

    @Test
    void hdfs_loses_its_data_node_amid_a_write() throws Exception {
        isWaitedForAmidArchiving(
                Access.HDFS,
                () -> {
                    hdfs.freezeDataNode();
                    publishTo(LATER_TIP);
                    Awaitility.await().atMost(PATIENCE).until(this::isWriting);
                    hdfs.killDataNode();
                },
                hdfs::startDataNode);
    }

    @Test
    void sigterm_while_hdfs_is_hung_ends_the_process_within_10_seconds_with_nothing_lost() throws Exception {
        try (PipelineProcess archive = PipelineProcess.start(
                folder.resolve("archive"),
                "--pipeline.roles=archive",
                "--kafka.brokers=" + arrived.brokers(),
                "--kafka.topics.raw-blocks=" + arrived.topic(),
                "--archive.directory=" + directory,
                "--hdfs.url=" + hdfs.url(),
                "--hdfs.user=somebody")) {
            awaitFilesTo(TIP);
            hdfs.freezeNameNode();
            try {
                publishTo(LATER_TIP);
                // it has waited for an answer, and does so again
                archive.awaitOutput("trying again (1)");
                assertThat(archive.terminate()).as(archive.output()).isIn(0, PipelineProcess.TERMINATED);
            } finally {
                hdfs.thawNameNode();
            }
        }
        assertThat(arrived.deadLetters()).isEmpty();
        try (RunningPipeline archive = startArchive(Access.HDFS)) {
            awaitFilesTo(LATER_TIP);
        }
        areWhatCoreSays(LATER_TIP);
    }

    private void isWaitedForAmidArchiving(Access access, Step fault, Step healing) throws Exception {
        try (RunningPipeline archive = startArchive(access)) {
            awaitFilesTo(TIP);
            awaitCommitted();
            Map<Integer, Long> committed = arrived.committedOffsets();
            fault.take();
            publishTo(LATER_TIP);
            archive.log().await("trying again (1)");
            assertThat(archive.log().text()).contains(directory + "/block_", access.url(), "(hdfs.url)");
            assertThat(arrived.committedOffsets()).isEqualTo(committed);
            healing.take();
            awaitFilesTo(LATER_TIP);
            assertThat(archive.log().stackTraces()).isEmpty();
            assertThat(arrived.deadLetters()).isEmpty();
        }
        areWhatCoreSays(LATER_TIP);
    }

    private boolean isWriting() {
        return names().stream().anyMatch(name -> name.matches("\\.block_\\d+\\.json\\..*\\.tmp"));
    }

    private void isWaitedFor(Access access, Step fault, Step healing) throws Exception {
        fault.take();
        try (RunningPipeline archive = startArchive(access)) {
            archive.log().await(directory + "/block_");
            assertThat(archive.log().text()).contains(access.url(), "(hdfs.url)");
            assertThat(archive.log().stackTraces()).isEmpty();
            assertThat(arrived.committedOffsets().values()).hasSize(6).containsOnly(0L);
            healing.take();
            awaitFilesTo(TIP);
            assertThat(arrived.deadLetters()).isEmpty();
        }
        areWhatCoreSays(TIP);
    }

    private void areWhatCoreSays(int tip) {
        for (int height = 0; height <= tip; height++) {
            ExpectedBlock.assertSame(
                    CoreChain.parse(hdfs.web().read(directory + "/block_" + height + ".json")),
                    CoreChain.sample().get(height));
        }
    }

    private void publishTo(int tip) throws Exception {
        try (RunningPipeline ingest = start("--pipeline.roles=ingest", "--heights.to=" + tip)) {
            // a run with an end waits for the archive, where there is one that works
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.publishedHeights()
                    .contains(tip));
        }
    }

    private void awaitFilesTo(int tip) {
        List<String> files = IntStream.rangeClosed(0, tip)
                .mapToObj("block_%d.json"::formatted)
                .toList();
        Awaitility.await().atMost(PATIENCE).until(() -> names().containsAll(files));
    }

    private void awaitCommitted() {
        GroupProgress archive = new GroupProgress(
                new KafkaClients(arrived.brokers(), Map.of()), arrived.topic(), arrived.topic() + ".archive");
        Awaitility.await().atMost(PATIENCE).until(() -> archive.hasReached(archive.end()));
    }

    private RunningPipeline startArchive(Access access) {
        return start("--pipeline.roles=archive", "--hdfs.url=" + access.url(), "--hdfs.user=somebody");
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
}
