package pipeline;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.verify.ArchiveAudit;
import pipeline.verify.ArchiveListing;
import pipeline.verify.AuditResult;
import pipeline.verify.AuditScope;
import pipeline.verify.AuditSummary;
import pipeline.verify.BlockAudit;
import pipeline.verify.Findings;
import pipeline.verify.HeightBounds;
import pipeline.verify.IndexHashes;
import pipeline.verify.KnownHashes;

/** {@code verify}: audits the archive and, with {@code --repair}, mends it. */
final class VerifyCommand {

    private static final int SOUND = 0;
    private static final int FAULTY = 1;

    /** Files whose remains are put in order at a time. */
    private static final int AT_A_TIME = 100;

    private final Settings settings;
    private final boolean repair;
    private final boolean fromManifest;
    private final KnownSystems systems;
    private final PrintStream out;

    VerifyCommand(Settings settings, boolean repair, boolean fromManifest, KnownSystems systems, PrintStream out) {
        this.settings = settings;
        this.repair = repair;
        this.fromManifest = fromManifest;
        this.systems = systems;
        this.out = out;
    }

    /** @return the exit status */
    int run() throws Exception {
        try (ArchiveContext archive = new ArchiveContext(settings)) {
            Optional<ArchiveNodes> nodes = systems.nodes().isEmpty()
                    ? Optional.empty()
                    : Optional.of(ArchiveNodes.of(archive, systems.nodes(), settings.node()));
            // before the files are listed, since what is published later need not be archived yet
            int published =
                    systems.index().map(index -> index.highest().orElse(-1)).orElse(-1);
            ArchiveListing listing = ArchiveListing.of(archive.names());
            Network network = new ArchiveNetwork(
                            settings.verify().network(), systems.index(), nodes.map(ArchiveNodes::network))
                    .of(archive, listing);
            tellStart(listing);
            return run(archive, nodes, listing, scope(network), published);
        }
    }

    private AuditScope scope(Network network) {
        return new AuditScope(
                settings.archive().url() + settings.archive().directory(),
                network,
                bounds(),
                settings.verify().prevouts(),
                fromManifest);
    }

    private int run(
            ArchiveContext archive,
            Optional<ArchiveNodes> nodes,
            ArchiveListing listing,
            AuditScope scope,
            int published)
            throws Exception {
        KnownHashes known = systems.index().<KnownHashes>map(IndexHashes::new).orElse(KnownHashes.NONE);
        Findings findings = new Findings(fault -> out.println(fault));
        ManifestFile manifest = new ManifestFile(archive, out);
        Path directory = settings.verify().directory().resolve(nameOf(scope));
        try (ArchiveAudit audit = new ArchiveAudit(scope, listing, known, findings, archive::block, directory, out)) {
            if (scope.fromManifest() && !audit.isResumed()) {
                manifest.start(audit, listing, scope);
            }
            AuditResult result = audit(archive, audit, scope, published, nodes);
            try {
                new AuditSummary(result, out).print();
                if (findings.isEmpty()) {
                    if (result.arrived() == 0) {
                        manifest.write(audit.manifest());
                    }
                    return SOUND;
                }
                Repair mending = new Repair(archive, audit, listing, result, known, published, out);
                return repair && mending.run(nodes, settings.node().prevouts()) ? SOUND : FAULTY;
            } finally {
                audit.remove();
            }
        }
    }

    private AuditResult audit(
            ArchiveContext archive, ArchiveAudit audit, AuditScope scope, int published, Optional<ArchiveNodes> nodes)
            throws Exception {
        BlockAudit each = new BlockAudit(scope.network(), scope.prevouts());
        try {
            archive.audit(audit.files(AT_A_TIME), each, audit);
            if (nodes.isPresent()) {
                compareTip(audit, nodes.get().calls());
            }
            return audit.finish(published, ArchiveListing.of(archive.names()));
        } catch (Exception e) {
            audit.interrupt();
            throw e;
        }
    }

    private void compareTip(ArchiveAudit audit, NodeCalls node) throws IOException, BadBlockException {
        try {
            long tip = node.ask(NodeDialect::chainInfo).height();
            int compared = audit.compareTip(new NodeHashes(node));
            out.println("The node's tip is at height " + tip + ", the archive's at " + audit.highestProven() + "; "
                    + compared + " blocks compared with it");
        } catch (NodeException e) {
            out.println("Not compared with the node: " + e.getMessage());
        }
    }

    private HeightBounds bounds() {
        if (settings.heights().fromTime().isPresent()
                || settings.heights().toTime().isPresent()) {
            throw new IllegalArgumentException("a range of it is given by heights.from and heights.to, not by times");
        }
        return new HeightBounds(
                (int) settings.heights().from(), (int) settings.heights().to().orElse(Integer.MAX_VALUE));
    }

    private void tellStart(ArchiveListing listing) {
        out.println("Archive     " + settings.archive().root()
                + settings.archive().directory() + ": " + listing.heights().cardinality()
                + " files of blocks (hdfs.url, archive.directory)");
        out.println(
                "Chain index " + (systems.index().isPresent() ? settings.kafka().topic() + ".chain" : "none")
                        + " (kafka.brokers, kafka.topics.raw-blocks)");
        out.println("Node        " + (systems.nodes().isEmpty() ? "none" : systems.nodes()) + " (bitcoin.rpc.url)");
        if (listing.temporary() > 0) {
            out.println("Not audited: " + listing.temporary()
                    + " hidden files, which are being written or were left by a writer that was killed");
        }
    }

    private static String nameOf(AuditScope scope) {
        return UUID.nameUUIDFromBytes(scope.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** The node's best chain. */
    record NodeHashes(Node node) implements KnownHashes {

        @Override
        public Optional<String> hashAt(long height) {
            try {
                return node.ask(dialect -> dialect.hashes(height, 1)).stream().findFirst();
            } catch (NodeException | BadBlockException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return "the node";
        }
    }
}
