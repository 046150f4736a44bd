package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;
import pipeline.verify.Damage;
import pipeline.verify.TestArchive;

/** {@code verify} over an archive of the sample chain: what it finds in the files alone, proves, and mends. */
class VerifyTest {

    private static final String TO_THE_TIP = "--heights.to=" + TestArchive.TIP;

    @TempDir
    Path directory;

    private TestArchive archive;

    @BeforeEach
    void write() throws Exception {
        archive = TestArchive.of(directory.resolve("blocks"));
    }

    @Test
    void a_whole_archive_has_no_fault_and_nothing_unproven() throws Exception {
        VerifyRun run = verify();
        assertThat(run.status()).as(run.toString()).isZero();
        assertThat(run.count("blocks")).isEqualTo(184);
        assertThat(run.output()).doesNotContain("unproven");
        assertThat(run.count("inputs proven"))
                .isEqualTo(run.count("inputs") - 184)
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void is_found_and_named(Damage damage) throws Exception {
        damage.doTo(archive);
        VerifyRun run = verify(damage == Damage.THE_DELETED_TIP_OF_A_GIVEN_RANGE ? TO_THE_TIP : "--heights.from=0");
        assertThat(run.status()).as(run.toString()).isEqualTo(1);
        for (String fault : damage.faults()) {
            assertThat(run.faults()).as(run.toString()).anyMatch(line -> line.contains(fault));
        }
        if (!damage.heights().isEmpty()) {
            assertThat(run.faults()).as(run.toString()).allMatch(line -> damage.heights().stream()
                    .anyMatch(height -> line.startsWith("block_" + height + ".json, height " + height + ":")));
        }
        assertThat(archive.folder().resolve("_verify")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void is_mended_from_the_node_and_found_sound(Damage damage) throws Exception {
        damage.doTo(archive);
        try (SampleNode node = SampleNode.start()) {
            VerifyRun run = VerifyRun.withNode(archive.folder(), node.url(), "--repair", TO_THE_TIP);
            if (damage == Damage.A_BLOCK_UNDER_THE_NAME_OF_A_HEIGHT_THAT_NO_BLOCK_HAS) {
                run = VerifyRun.withNode(archive.folder(), node.url(), "--repair");
            }
            assertThat(run.status()).as(run.toString()).isZero();
        }
        assertThat(archive.isSound()).isTrue();
        VerifyRun again = verify();
        assertThat(again.status()).as(again.toString()).isZero();
    }

    @Test
    void what_is_replaced_is_kept() throws Exception {
        archive.replaceByFork(182);
        byte[] stale = Files.readAllBytes(archive.file(182));
        archive.truncate(57);
        try (SampleNode node = SampleNode.start()) {
            VerifyRun run = VerifyRun.withNode(archive.folder(), node.url(), "--repair");
            assertThat(run.output())
                    .contains("Replaced block_182.json: block ", "; what was there is orphans/block_182_")
                    .contains("Replaced block_57.json: block ", "; what was there is _quarantine/");
        }
        assertThat(archive.content().entrySet())
                .anyMatch(file ->
                        file.getKey().startsWith("orphans/block_182_") && Arrays.equals(file.getValue(), stale));
        assertThat(archive.content().keySet()).anyMatch(name -> name.matches("_quarantine/.+/block_57.json"));
    }

    @Test
    void without_a_node_nothing_is_mended_and_it_says_so() throws Exception {
        archive.delete(57);
        VerifyRun run = verify("--repair");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("Left: 1 heights, since there is no node");
    }

    @Test
    void a_stale_block_is_known_by_the_node() throws Exception {
        archive.replaceByFork(181);
        archive.replaceByFork(182);
        archive.replaceByFork(183);
        assertThat(verify().status()).as("a chain as good as any other").isZero();
        try (SampleNode node = SampleNode.start()) {
            VerifyRun run = VerifyRun.withNode(archive.folder(), node.url());
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.faults()).anyMatch(line -> line.contains("as the node says"));
            VerifyRun repair = VerifyRun.withNode(archive.folder(), node.url(), "--repair");
            assertThat(repair.status()).as(repair.toString()).isZero();
        }
        assertThat(archive.isSound()).isTrue();
    }

    @Test
    void sums_that_are_right_are_not_enough_for_a_spent_output_but_the_proof_can_be_left_out() throws Exception {
        Damage.AN_INPUT_OF_A_SATOSHI_MORE_WITH_ALL_SUMS_RIGHT.doTo(archive);
        VerifyRun run = verify("--verify.prevouts=false");
        assertThat(run.status()).isZero();
        assertThat(run.count("unproven inputs: verify.prevouts=false")).isEqualTo(run.count("inputs") - 184);
    }

    @Test
    void of_a_range_that_begins_later_it_counts_what_is_unproven() throws Exception {
        TestArchive part = TestArchive.of(directory.resolve("part"), 100, TestArchive.TIP);
        VerifyRun run = VerifyRun.of(part.folder(), "--heights.from=100", "--verify.network=regtest");
        assertThat(run.status()).as(run.toString()).isZero();
        assertThat(run.count("unproven parent links")).isEqualTo(1);
        assertThat(run.count("unproven median times")).isEqualTo(10);
        assertThat(run.count("unproven chain works")).isEqualTo(1);
        assertThat(run.count("unproven inputs")).isPositive();
        assertThat(run.count("unproven inputs") + run.count("inputs proven"))
                .isEqualTo(run.count("inputs") - run.count("blocks"));
    }

    @Test
    void a_range_whose_network_nothing_tells_is_refused() throws Exception {
        TestArchive part = TestArchive.of(directory.resolve("part"), 100, 101);
        assertThatThrownBy(() -> VerifyRun.of(part.folder(), "--heights.from=100"))
                .hasMessageContaining("set verify.network");
    }

    @Test
    void heights_below_the_files_are_missing_unless_the_range_begins_above_them() throws Exception {
        TestArchive part = TestArchive.of(directory.resolve("part"), 100, 101);
        VerifyRun run = VerifyRun.of(part.folder(), "--verify.network=regtest");
        assertThat(run.faults())
                .containsExactly("block_0.json, height 0: expected a file for each height up to 99, found none");
        assertThat(run.count("heights without a file")).isEqualTo(100);
    }

    @Test
    void a_file_that_is_being_written_is_no_fault() throws Exception {
        Files.writeString(archive.folder().resolve(".block_184.json.x.tmp"), "{");
        VerifyRun run = verify();
        assertThat(run.status()).isZero();
        assertThat(run.output()).contains("Not audited: 1 hidden files");
    }

    @Test
    void compressed_files_are_read_as_well() throws Exception {
        archive.compress(50);
        assertThat(verify().status()).isZero();
    }

    @Test
    void a_file_that_cannot_be_read_is_a_fault_of_its_own() throws Exception {
        archive.delete(20);
        Files.createDirectory(archive.file(20));
        archive.compress(50);
        Path compressed = archive.folder().resolve("block_50.json.gz");
        byte[] whole = Files.readAllBytes(compressed);
        Files.write(compressed, Arrays.copyOf(whole, whole.length / 2));
        archive.compress(60);
        Files.move(archive.folder().resolve("block_60.json.gz"), archive.file(60));
        VerifyRun run = verify();
        assertThat(run.status()).as(run.toString()).isEqualTo(1);
        assertThat(run.faults())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("block_20.json, height 20: expected a file that can be read"))
                .anyMatch(line -> line.startsWith("block_50.json.gz, height 50: expected a"))
                .anyMatch(line -> line.startsWith("block_60.json, height 60: expected a block in JSON"));
        assertThat(run.count("blocks")).isEqualTo(181);
    }

    @Test
    void an_archive_without_a_block_is_not_sound() throws Exception {
        VerifyRun run = VerifyRun.of(Files.createDirectory(directory.resolve("empty")), "--verify.network=regtest");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.faults()).containsExactly("block_0.json, height 0: expected a file, found none");
    }

    @Test
    void a_node_that_is_behind_takes_nothing_from_the_archive() throws Exception {
        archive.edit(150, block -> block.put("difficulty", 1.0));
        archive.truncate(160);
        Map<String, byte[]> before = archive.content();
        try (SampleNode node = SampleNode.start(SampleChain.blocks().subList(0, 101), SampleChain.spentOutputs())) {
            VerifyRun run = VerifyRun.withNode(archive.folder(), node.url(), "--repair");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.output())
                    .contains("The node's tip is at height 100, the archive's at 183")
                    .contains("Left height 150: the node's chain ends at 100")
                    .contains("Left height 160: the node's chain ends at 100");
        }
        assertThat(archive.content()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void a_node_on_another_chain_takes_nothing_from_the_archive() throws Exception {
        archive.truncate(150);
        Map<String, byte[]> before = archive.content();
        List<RawBlock> other = MinedChain.above(SampleChain.blocks().subList(0, 1), 190, 1_600_000_000);
        try (SampleNode node = SampleNode.start(other, CompactTest.spentOutputs(other))) {
            VerifyRun run = VerifyRun.withNode(archive.folder(), node.url(), "--repair");
            assertThat(run.status()).as(run.toString()).isEqualTo(1);
            assertThat(run.output())
                    .contains("Left: the node is on another chain than the archive, as height 85 tells");
        }
        assertThat(archive.content()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void a_node_on_a_shorter_chain_of_its_own_takes_nothing_from_the_archive() throws Exception {
        archive.truncate(20);
        Map<String, byte[]> before = archive.content();
        List<RawBlock> other = MinedChain.above(SampleChain.blocks().subList(0, 1), 60, 1_600_000_000);
        try (SampleNode node = SampleNode.start(other, CompactTest.spentOutputs(other))) {
            VerifyRun run = VerifyRun.withNode(archive.folder(), node.url(), "--repair");
            assertThat(run.status()).as(run.toString()).isEqualTo(1);
            assertThat(run.output()).contains("Left: the node is on another chain than the archive");
        }
        assertThat(archive.content()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void a_node_of_another_network_is_refused() throws Exception {
        try (SampleNode node = SampleNode.start()) {
            assertThatThrownBy(() -> VerifyRun.withNode(archive.folder(), node.url(), "--verify.network=signet"))
                    .hasMessageContaining("The archive is of network signet, the node of regtest");
        }
    }

    @Test
    void the_manifest_stands_for_all_hashes_in_order() throws Exception {
        verify();
        JsonNode manifest =
                TestArchive.parse(Files.readAllBytes(archive.folder().resolve("_verify/manifest.json")));
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        CoreChain.sample().forEach(answer -> sha.update(HexFormat.of().parseHex(CoreChain.hash(answer))));
        assertThat(manifest.get("hashes_sha256").asText())
                .isEqualTo(HexFormat.of().formatHex(sha.digest()));
        JsonNode tip = CoreChain.sample().get(TestArchive.TIP);
        assertThat(manifest.get("network").asText()).isEqualTo("regtest");
        assertThat(manifest.get("count").asInt()).isEqualTo(184);
        assertThat(manifest.get("last_hash").asText()).isEqualTo(CoreChain.hash(tip));
        assertThat(manifest.get("chain_work").asText())
                .isEqualTo(tip.get("chainwork").asText());
        assertThat(manifest.get("last_times")).hasSize(11);
    }

    @Test
    void only_what_is_above_a_manifest_is_audited_where_that_is_asked_for() throws Exception {
        verify("--heights.to=150");
        VerifyRun run = verify("--from-manifest");
        assertThat(run.status()).as(run.toString()).isZero();
        assertThat(run.output()).contains("Heights 0 to 150 are those of the manifest");
        assertThat(run.count("blocks")).isEqualTo(33);
        assertThat(run.count("unproven contents of files")).isEqualTo(151);
        assertThat(run.count("unproven median times")).isZero();
        assertThat(TestArchive.parse(Files.readAllBytes(archive.folder().resolve("_verify/manifest.json")))
                        .get("count")
                        .asInt())
                .isEqualTo(184);
    }

    @Test
    void a_manifest_that_the_files_do_not_fit_is_not_believed() throws Exception {
        verify("--heights.to=182");
        archive.replaceByFork(182);
        VerifyRun run = verify("--from-manifest");
        assertThat(run.output()).contains("The files are not those of the manifest");
        assertThat(run.count("blocks")).isEqualTo(184);
        assertThat(run.status()).isEqualTo(1);
    }

    private VerifyRun verify(String... arguments) throws Exception {
        return VerifyRun.of(archive.folder(), arguments);
    }
}
