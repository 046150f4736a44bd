package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import pipeline.verify.TestArchive;

/** {@code verify} as a user runs it: in the folder of a pipeline that has had no settings, with the embedded systems. */
@TestMethodOrder(OrderAnnotation.class)
class VerifyIT {

    @TempDir
    private static Path folder;

    private static LocalArchive archive;

    @BeforeAll
    static void archive_the_sample_chain() throws Exception {
        archive = new LocalArchive(folder);
        try (PipelineProcess pipeline = PipelineProcess.start(folder, "--heights.to=183")) {
            assertThat(pipeline.awaitExit()).as(pipeline.output()).isZero();
        }
    }

    @Test
    @Order(1)
    void what_the_pipeline_has_archived_is_sound() throws Exception {
        try (PipelineProcess verify = PipelineProcess.start(folder, "verify")) {
            assertThat(verify.awaitExit()).as(verify.output()).isZero();
            assertThat(verify.output())
                    .contains("Chain index raw-blocks.chain")
                    .contains("Heights 0 to 183 of network regtest")
                    .containsPattern("blocks +184\n")
                    .containsPattern("faults +0\n")
                    .doesNotContain("unproven");
        }
        assertThat(archive.file(0).resolveSibling("_verify/manifest.json")).exists();
    }

    @Test
    @Order(2)
    void a_missing_tip_is_known_from_the_chain_index_and_a_false_height_from_its_file() throws Exception {
        Files.delete(archive.file(183));
        Files.copy(archive.file(20), archive.file(21), StandardCopyOption.REPLACE_EXISTING);
        try (PipelineProcess verify = PipelineProcess.start(folder, "verify")) {
            assertThat(verify.awaitExit()).as(verify.output()).isEqualTo(1);
            assertThat(verify.output())
                    .contains("block_183.json, height 183: expected a file, found none")
                    .contains("block_21.json, height 21: height: expected 21, found 20");
        }
    }

    @Test
    @Order(3)
    void repair_mends_it() throws Exception {
        try (PipelineProcess verify = PipelineProcess.start(folder, "verify", "--repair")) {
            assertThat(verify.awaitExit()).as(verify.output()).isZero();
            assertThat(verify.output())
                    .contains("Wrote block_183.json")
                    .contains("Replaced block_21.json")
                    .contains("files again: no fault");
        }
        ExpectedBlock.assertSame(archive.read(183), CoreChain.sample().get(183));
        ExpectedBlock.assertSame(archive.read(21), CoreChain.sample().get(21));
    }

    @Test
    @Order(4)
    void the_chain_index_says_which_of_two_whole_chains_is_the_archive() throws Exception {
        TestArchive blocks = new TestArchive(archive.file(0).getParent());
        byte[] kept = Files.readAllBytes(archive.file(183));
        for (int height = 181; height <= 185; height++) {
            blocks.replaceByFork(height);
        }
        String stale = CoreChain.hash(CoreChain.fork().get(181));
        try (PipelineProcess verify = PipelineProcess.start(folder, "verify", "--from-manifest")) {
            assertThat(verify.awaitExit()).as(verify.output()).isEqualTo(1);
            assertThat(verify.output())
                    .contains("block_181.json, height 181: hash: expected "
                            + CoreChain.hash(CoreChain.sample().get(181)) + " as the chain index says, found " + stale)
                    .contains("block_184.json, height 184: hash: expected no block of this height")
                    .contains("block_185.json, height 185: hash: expected no block of this height");
        }
        try (PipelineProcess verify = PipelineProcess.start(folder, "verify", "--repair")) {
            assertThat(verify.awaitExit()).as(verify.output()).isZero();
        }
        assertThat(archive.file(183)).hasBinaryContent(kept);
        assertThat(archive.file(184)).doesNotExist();
        assertThat(archive.file(0).resolveSibling("orphans/block_181_" + stale + ".json"))
                .exists();
    }

    @Test
    @Order(5)
    void a_chain_index_that_is_behind_takes_nothing_from_the_archive() throws Exception {
        String topic = "--kafka.topics.raw-blocks=behind";
        try (PipelineProcess ingest =
                PipelineProcess.start(folder, "--pipeline.roles=ingest", topic, "--heights.to=100")) {
            assertThat(ingest.awaitExit()).as(ingest.output()).isZero();
        }
        Map<Path, FileTime> before = archive.modificationTimes();
        try (PipelineProcess verify = PipelineProcess.start(folder, "verify", "--repair", topic)) {
            assertThat(verify.awaitExit()).as(verify.output()).isEqualTo(1);
            assertThat(verify.output())
                    .contains("Left height 183: the node has a block there, and the chain index has none yet");
        }
        assertThat(archive.modificationTimes()).isEqualTo(before);
    }

    @Test
    @Order(6)
    void a_topic_that_is_not_there_is_status_2() throws Exception {
        try (PipelineProcess verify =
                PipelineProcess.start(folder, "verify", "--kafka.topics.raw-blocks=no-such-topic")) {
            assertThat(verify.awaitExit()).as(verify.output()).isEqualTo(2);
            assertThat(verify.output()).contains("Cannot verify", "no-such-topic (kafka.topics.raw-blocks)");
        }
    }

    @Test
    @Order(7)
    void an_archive_that_cannot_be_reached_is_status_2() throws Exception {
        try (PipelineProcess verify = PipelineProcess.start(
                folder, "verify", "--hdfs.url=webhdfs://127.0.0.1:1", "--kafka.brokers=embedded")) {
            assertThat(verify.awaitExit()).as(verify.output()).isEqualTo(2);
            assertThat(verify.output()).contains("Cannot verify", "hdfs.url").doesNotContain("\tat ");
        }
    }
}
