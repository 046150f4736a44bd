package pipeline;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import pipeline.verify.ArchiveAudit;
import pipeline.verify.ArchiveListing;
import pipeline.verify.AuditScope;
import pipeline.verify.HeightBounds;
import pipeline.verify.Manifest;

/** The manifest that an audit without a fault leaves in the archive's folder, and that another may start from. */
record ManifestFile(ArchiveContext archive, PrintStream out) {

    private static final int AT_A_TIME = 100;

    /** Has an audit believe what the manifest of its range stands for, where the files still are those. */
    void start(ArchiveAudit audit, ArchiveListing listing, AuditScope scope) throws Exception {
        Optional<Manifest> found = read(scope);
        if (found.isEmpty()) {
            out.println("No manifest of this range to start from: everything is audited");
            return;
        }
        Manifest manifest = found.get();
        HeightBounds proven = new HeightBounds(manifest.from(), manifest.to());
        List<String> hashes = archive.hashes(listing.files(proven, AT_A_TIME));
        out.println(
                audit.startFrom(manifest, hashes)
                        ? "Heights " + proven.from() + " to " + proven.to() + " are those of the manifest of "
                                + manifest.audited() + ": audited from there on"
                        : "The files are not those of the manifest of " + manifest.audited()
                                + ", or not canonical: everything is audited");
    }

    private Optional<Manifest> read(AuditScope scope) throws Exception {
        Optional<byte[]> file = archive.read(Manifest.FILE);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Manifest manifest = Manifest.read(file.get());
        boolean fits = manifest.network().equals(scope.network().chain())
                && manifest.from() == scope.heights().from()
                && manifest.to() <= scope.heights().to();
        return fits ? Optional.of(manifest) : Optional.empty();
    }

    /** Who may only read the archive may audit it all the same. */
    void write(Manifest manifest) throws Exception {
        try {
            archive.write(Manifest.FILE, manifest.toJson());
            out.println("Manifest    " + archive.directory() + "/" + Manifest.FILE);
        } catch (IOException e) {
            out.println("No manifest: " + e.getMessage());
        }
    }
}
