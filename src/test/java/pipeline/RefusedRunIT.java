package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleNode;

/** Runs that must not begin: each says why and what to set, ends with status 2, and leaves everything as it was. */
class RefusedRunIT {

    @TempDir
    private Path folder;

    @Test
    void a_node_of_another_network_is_refused_with_both_hashes_and_what_to_set() throws Exception {
        try (PipelineProcess first = PipelineProcess.start(folder, "--pipeline.roles=ingest", "--heights.to=183")) {
            assertThat(first.awaitExit()).as(first.output()).isZero();
        }

        try (SampleNode other = SampleNode.start()) {
            other.switchTo(SampleChain.readBlocks(getClass().getResourceAsStream("/chain/fork.csv")));
            try (PipelineProcess refused = PipelineProcess.start(folder, "--bitcoin.rpc.url=" + other.url())) {
                assertThat(refused.awaitExit()).as(refused.output()).isEqualTo(2);
                List<String> faults = refused.output()
                        .lines()
                        .filter(line -> line.contains(" ERROR "))
                        .toList();
                assertThat(faults).hasSize(1);
                assertThat(faults.get(0))
                        .contains("height 183")
                        .contains(CoreChain.hash(CoreChain.sample().get(183)), "network sample")
                        .contains(CoreChain.hash(CoreChain.fork().get(183)), "network regtest")
                        .contains(
                                "Topic raw-blocks ", "kafka.topics.raw-blocks", "archive.directory", "bitcoin.rpc.url");
                assertThat(refused.output()).doesNotContain("\tat ").doesNotContain("Exception");
            }
        }

        List<Integer> heights = IntStream.rangeClosed(0, 183).boxed().toList();
        assertThat(CommittedRecords.heightsIn(folder, "raw-blocks", "raw-blocks.chain"))
                .isEqualTo(Map.of("raw-blocks", heights, "raw-blocks.chain", heights));
        assertThat(new LocalArchive(folder).files()).isEmpty();
    }

    @Test
    void every_bad_setting_is_told_at_once_and_nothing_is_created() throws Exception {
        try (PipelineProcess refused = PipelineProcess.start(
                folder,
                "--heights.from=-1",
                "--heights.to=soon",
                "--kafka.brokers=nonsense",
                "--hdfs.url=",
                "--bitcoin.rcp.url=http://127.0.0.1:8332/",
                "start")) {
            assertThat(refused.awaitExit()).isEqualTo(2);
            assertThat(refused.output().lines())
                    .hasSize(7)
                    .anyMatch(line -> line.contains("cannot start"))
                    .anyMatch(line -> line.startsWith("heights.from=-1 (command line): "))
                    .anyMatch(line -> line.startsWith("heights.to=soon (command line): "))
                    .anyMatch(line -> line.startsWith("kafka.brokers=nonsense (command line): "))
                    .anyMatch(line -> line.startsWith("hdfs.url= (command line): "))
                    .anyMatch(line -> line.contains("Unknown setting bitcoin.rcp.url (command line)"))
                    .anyMatch(line -> line.startsWith("Not a setting: start"));
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void a_console_port_that_is_taken_is_named_and_nothing_is_created() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PipelineProcess refused = PipelineProcess.start(folder, "--console.port=" + taken.getLocalPort())) {
            assertThat(refused.awaitExit()).isEqualTo(2);
            assertThat(refused.output())
                    .contains("127.0.0.1:" + taken.getLocalPort(), "console.port", "already in use")
                    .doesNotContain("Exception");
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void a_folder_that_takes_no_logs_is_named() throws Exception {
        Files.writeString(folder.resolve("logs"), "a file in the way");
        try (PipelineProcess refused = PipelineProcess.start(folder)) {
            assertThat(refused.awaitExit()).isEqualTo(2);
            assertThat(refused.output()).contains("Cannot write logs into", "logging.directory");
        }
    }

    private List<Path> entries() throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
