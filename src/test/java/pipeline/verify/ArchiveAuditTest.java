package pipeline.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.avro.BlockJson;
import pipeline.bitcoin.Network;

/** An audit that is interrupted goes on, and comes to the same. */
class ArchiveAuditTest {

    private static final HeightBounds ALL = new HeightBounds(0, Integer.MAX_VALUE);
    private static final AuditScope SCOPE = new AuditScope("here", Network.REGTEST, ALL, true, false);

    @TempDir
    Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final BlockAudit blockAudit = new BlockAudit(Network.REGTEST, true);
    private TestArchive archive;
    private final List<Fault> faults = new ArrayList<>();
    private Manifest manifest;

    @BeforeEach
    void write() throws IOException {
        archive = TestArchive.of(directory.resolve("blocks"));
    }

    @Test
    void goes_on_where_it_was_interrupted_and_comes_to_the_same() throws IOException {
        AuditResult whole = audit(Integer.MAX_VALUE);
        assertThat(audit(60)).isNull();
        AuditResult continued = audit(Integer.MAX_VALUE);
        assertThat(said()).contains("Goes on at height 60");
        assertThat(continued.counts()).isEqualTo(whole.counts());
        assertThat(continued.provenPrevouts()).isEqualTo(whole.provenPrevouts()).isPositive();
        assertThat(continued.unproven()).isEqualTo(Unproven.NOTHING);
        assertThat(faults).isEmpty();
    }

    @Test
    void what_was_audited_before_a_fault_was_found_is_audited_again() throws IOException {
        archive.edit(20, block -> block.put("difficulty", 1.0));
        audit(60);
        archive.restore(20);
        audit(Integer.MAX_VALUE);
        assertThat(said()).doesNotContain("Goes on");
        assertThat(faults).isEmpty();
    }

    @Test
    void an_audit_that_was_interrupted_a_day_ago_begins_anew() throws IOException {
        audit(60);
        Path checkpoint = directory.resolve("audit/checkpoint.json");
        Files.writeString(
                checkpoint, Files.readString(checkpoint).replaceFirst("\"written\":\\d+", "\"written\":1700000000"));
        assertThat(audit(Integer.MAX_VALUE).counts().blocks()).isEqualTo(184);
        assertThat(said()).contains("Begins anew: the audit that was interrupted is older than a day");
    }

    @Test
    void an_audit_begins_anew_where_a_reorg_went_on_meanwhile() throws IOException {
        archive.replaceByFork(181);
        archive.delete(182);
        archive.delete(183);
        // the last of these is the stale block
        assertThat(audit(182)).isNull();
        archive.restore(181);
        archive.restore(182);
        archive.restore(183);
        assertThat(audit(Integer.MAX_VALUE).counts().blocks()).isEqualTo(184);
        assertThat(said()).contains("Begins anew: height 181 has another block");
        assertThat(faults).isEmpty();
    }

    @Test
    void an_audit_of_something_else_begins_anew() throws IOException {
        audit(60);
        AuditScope other = new AuditScope("other", Network.REGTEST, ALL, true, false);
        try (ArchiveAudit audit = open(other, KnownHashes.NONE)) {
            assertThat(audit.files(1).next()).containsExactly(ArchivedFile.at(0));
        }
    }

    @Test
    void two_of_the_same_at_once_are_refused() throws IOException {
        try (ArchiveAudit first = open(SCOPE, KnownHashes.NONE)) {
            assertThat(first.isResumed()).isFalse();
            assertThatThrownBy(() -> open(SCOPE, KnownHashes.NONE)).hasMessageContaining("under way");
        }
    }

    @Test
    void a_manifest_of_blocks_that_are_not_canonical_is_not_believed() throws IOException {
        audit(Integer.MAX_VALUE);
        List<String> hashes = IntStream.rangeClosed(0, TestArchive.TIP)
                .mapToObj(height ->
                        TestArchive.parse(TestArchive.right(height)).get("hash").asText())
                .toList();
        KnownHashes others = height -> height == 182 ? Optional.of("00") : Optional.empty();
        try (ArchiveAudit audit = open(SCOPE, others)) {
            assertThat(audit.startFrom(manifest, hashes)).isFalse();
        }
        try (ArchiveAudit audit = open(SCOPE, KnownHashes.NONE)) {
            assertThat(audit.startFrom(manifest, hashes.subList(0, 183))).isFalse();
            assertThat(audit.startFrom(manifest, hashes)).isTrue();
            assertThat(audit.finish(-1, listing()).unproven().contents()).isEqualTo(184);
        }
    }

    /** @return null where it was interrupted */
    private AuditResult audit(int interruptedAt) throws IOException {
        faults.clear();
        try (ArchiveAudit audit = open(SCOPE, KnownHashes.NONE)) {
            for (Iterator<List<ArchivedFile>> files = audit.files(20); files.hasNext(); ) {
                List<AuditedBlock> audited = new ArrayList<>();
                for (ArchivedFile file : files.next()) {
                    if (file.height() < interruptedAt) {
                        audited.add(blockAudit.audit(file, Files.newInputStream(archive.file(file.height()))));
                    }
                }
                audit.take(audited);
                if (audited.isEmpty() || audited.get(audited.size() - 1).file().height() == interruptedAt - 1) {
                    audit.interrupt();
                    return null;
                }
            }
            AuditResult result = audit.finish(-1, listing());
            manifest = faults.isEmpty() ? audit.manifest() : null;
            audit.remove();
            return result;
        }
    }

    private ArchiveAudit open(AuditScope scope, KnownHashes known) throws IOException {
        return new ArchiveAudit(
                scope,
                listing(),
                known,
                new Findings(faults::add),
                file -> new BlockJson().read(Files.newInputStream(archive.file(file.height()))),
                directory.resolve("audit"),
                new PrintStream(output, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private ArchiveListing listing() throws IOException {
        try (var files = Files.list(archive.folder())) {
            return ArchiveListing.of(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
