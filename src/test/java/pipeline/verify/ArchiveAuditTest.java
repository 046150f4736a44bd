package pipeline.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.avro.BlockJson;
import pipeline.bitcoin.Network;

/** An audit that is interrupted goes on, and comes to the same. */
class ArchiveAuditTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final BlockAudit blockAudit = new BlockAudit(Network.REGTEST, true);
    private TestArchive archive;
    private Findings findings;

    @BeforeEach
    void write() throws IOException {
        archive = TestArchive.of(directory.resolve("blocks"));
    }

    @Test
    void goes_on_where_it_was_interrupted_and_comes_to_the_same() throws IOException {
        archive.edit(20, block -> block.put("difficulty", 1.0));
        AuditResult whole = audit(Integer.MAX_VALUE);
        assertThat(audit(60)).isNull();
        AuditResult continued = audit(Integer.MAX_VALUE);
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("Goes on at height 60");
        assertThat(continued.counts()).isEqualTo(whole.counts());
        assertThat(continued.provenPrevouts()).isEqualTo(whole.provenPrevouts()).isPositive();
        assertThat(continued.unproven()).isEqualTo(Unproven.NOTHING);
        assertThat(continued.findings().faults()).hasSize(1);
    }

    @Test
    void an_audit_of_something_else_begins_anew() throws IOException {
        audit(60);
        Files.move(directory.resolve("audit"), directory.resolve("other"));
        AuditScope other = new AuditScope("other", Network.REGTEST, new HeightBounds(0, Integer.MAX_VALUE), true);
        try (ArchiveAudit audit = new ArchiveAudit(
                other,
                listing(),
                KnownHashes.NONE,
                new Findings(fault -> {}),
                directory.resolve("other"),
                new PrintStream(output))) {
            assertThat(audit.files(1).next()).containsExactly(ArchivedFile.at(0));
        }
    }

    /** @return null where it was interrupted */
    private AuditResult audit(int interruptedAt) throws IOException {
        AuditScope scope = new AuditScope("here", Network.REGTEST, new HeightBounds(0, Integer.MAX_VALUE), true);
        findings = new Findings(fault -> {});
        try (ArchiveAudit audit = new ArchiveAudit(
                scope,
                listing(),
                KnownHashes.NONE,
                findings,
                directory.resolve("audit"),
                new PrintStream(output, true, StandardCharsets.UTF_8))) {
            for (Iterator<List<ArchivedFile>> files = audit.files(20); files.hasNext(); ) {
                List<ArchivedFile> next = files.next();
                if (next.get(0).height() >= interruptedAt) {
                    audit.interrupt();
                    return null;
                }
                List<AuditedBlock> audited = new ArrayList<>();
                for (ArchivedFile file : next) {
                    audited.add(blockAudit.audit(file, Files.newInputStream(archive.file(file.height()))));
                }
                audit.take(audited);
            }
            AuditResult result =
                    audit.finish(-1, file -> new BlockJson().read(Files.newInputStream(archive.file(file.height()))));
            audit.remove();
            return result;
        }
    }

    private ArchiveListing listing() throws IOException {
        try (var files = Files.list(archive.folder())) {
            return ArchiveListing.of(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
