package pipeline;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.NodeSurvey;
import pipeline.bitcoin.Prevouts;
import pipeline.chain.ChainIndex;
import pipeline.verify.ArchiveAudit;
import pipeline.verify.ArchiveListing;
import pipeline.verify.ArchivedFile;
import pipeline.verify.AuditResult;
import pipeline.verify.AuditScope;
import pipeline.verify.AuditSummary;
import pipeline.verify.BlockAudit;
import pipeline.verify.Findings;
import pipeline.verify.HeightBounds;
import pipeline.verify.IndexHashes;
import pipeline.verify.KnownHashes;
import pipeline.verify.Manifest;

/** {@code verify}: audits the archive and, with {@code --repair}, mends it. */
final class VerifyCommand {

    static final String NAME = "verify";

    private static final String REPAIR = "--repair";
    private static final String FROM_MANIFEST = "--from-manifest";
    static final Set<String> FLAGS = Set.of(REPAIR, FROM_MANIFEST);

    private static final int SOUND = 0;
    private static final int FAULTY = 1;

    /** Files whose remains are put in order at a time. */
    private static final int AT_A_TIME = 100;

    private final Settings settings;
    private final Set<String> flags;
    private final KnownSystems systems;
    private final PrintStream out;

    VerifyCommand(Settings settings, Set<String> flags, KnownSystems systems, PrintStream out) {
        this.settings = settings;
        this.flags = flags;
        this.systems = systems;
        this.out = out;
    }

    /** @return the exit status */
    int run() throws Exception {
        try (ArchiveContext archive = new ArchiveContext(settings)) {
            List<NodeServer> servers = new ArrayList<>();
            Optional<NodeCalls> node = Optional.empty();
            Optional<Network> nodesNetwork = Optional.empty();
            if (!systems.nodes().isEmpty()) {
                NodeCalls calls = archive.addNodes(systems.nodes(), settings.node(), servers);
                NodeSurvey survey = new NodeSurvey(servers, Prevouts.NONE, calls);
                survey.take();
                node = Optional.of(calls);
                nodesNetwork = Optional.of(survey.network());
            }
            // before the files are listed, since what is published later need not be archived yet
            int published =
                    systems.index().map(index -> index.highest().orElse(-1)).orElse(-1);
            ArchiveListing listing = ArchiveListing.of(archive.names());
            Network network = network(archive, listing, nodesNetwork);
            requireSame(network, nodesNetwork);
            AuditScope scope = new AuditScope(
                    settings.archive().url() + settings.archive().directory(),
                    network,
                    bounds(),
                    settings.verify().prevouts(),
                    flags.contains(FROM_MANIFEST));
            tellStart(listing);
            KnownHashes known =
                    systems.index().<KnownHashes>map(IndexHashes::new).orElse(KnownHashes.NONE);
            Findings findings = new Findings(fault -> out.println(fault));
            Path directory = settings.verify().directory().resolve(nameOf(scope));
            try (ArchiveAudit audit =
                    new ArchiveAudit(scope, listing, known, findings, archive::block, directory, out)) {
                if (scope.fromManifest() && !audit.isResumed()) {
                    startFromManifest(archive, listing, audit, scope);
                }
                AuditResult result = audit(archive, audit, scope, published, node);
                try {
                    new AuditSummary(result, out).print();
                    Optional<Manifest> manifest = audit.manifest();
                    if (manifest.isPresent()) {
                        writeManifest(archive, manifest.get());
                    }
                    if (findings.isEmpty() || !flags.contains(REPAIR)) {
                        return findings.isEmpty() ? SOUND : FAULTY;
                    }
                    Repair repair = new Repair(archive, audit, listing, result, known, published, out);
                    return repair.run(node, servers, settings.node().prevouts()) ? SOUND : FAULTY;
                } finally {
                    audit.remove();
                }
            }
        }
    }

    private static void requireSame(Network network, Optional<Network> nodes) {
        if (nodes.isPresent() && nodes.get() != network) {
            throw new IllegalStateException("The archive is of network " + network.chain() + ", the node of "
                    + nodes.get().chain() + " (bitcoin.rpc.url, verify.network)");
        }
    }

    private AuditResult audit(
            ArchiveContext archive, ArchiveAudit audit, AuditScope scope, int published, Optional<NodeCalls> node)
            throws Exception {
        BlockAudit each = new BlockAudit(scope.network(), scope.prevouts());
        try {
            archive.audit(audit.files(AT_A_TIME), each, audit);
            if (node.isPresent()) {
                compareTip(audit, node.get());
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

    /** The archive's own genesis block tells it best. */
    private Network network(ArchiveContext archive, ArchiveListing listing, Optional<Network> nodes) throws Exception {
        Optional<Network> set = settings.verify().network();
        if (set.isPresent()) {
            return set.get();
        }
        List<ArchivedFile> genesis = new ArrayList<>();
        listing.files(new HeightBounds(0, 0), 1).forEachRemaining(genesis::addAll);
        Optional<Network> own = genesis.isEmpty()
                ? Optional.empty()
                : Network.ofGenesis(archive.hashes(List.of(genesis).iterator()).get(0));
        return own.or(() -> systems.index().flatMap(ChainIndex::network).map(VerifyCommand::networkInIndex))
                .or(() -> nodes)
                .orElseThrow(() ->
                        new IllegalStateException("Neither a genesis block, nor a chain index, nor a node tells of"
                                + " which network it is: set verify.network, such as --verify.network=main"));
    }

    private static Network networkInIndex(String name) {
        return name.equals(IngestPart.SAMPLE) ? Network.REGTEST : Network.of(name);
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

    private void startFromManifest(ArchiveContext archive, ArchiveListing listing, ArchiveAudit audit, AuditScope scope)
            throws Exception {
        Optional<Manifest> manifest = manifest(archive, scope);
        if (manifest.isEmpty()) {
            out.println("No manifest of this range to start from: everything is audited");
            return;
        }
        HeightBounds proven =
                new HeightBounds(manifest.get().from(), manifest.get().to());
        List<String> hashes = archive.hashes(listing.files(proven, AT_A_TIME));
        out.println(
                audit.startFrom(manifest.get(), hashes)
                        ? "Heights " + proven.from() + " to " + proven.to() + " are those of the manifest of "
                                + manifest.get().audited() + ": audited from there on"
                        : "The files are not those of the manifest of "
                                + manifest.get().audited() + ": everything is audited");
    }

    private static Optional<Manifest> manifest(ArchiveContext archive, AuditScope scope) throws Exception {
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

    private void writeManifest(ArchiveContext archive, Manifest manifest) throws Exception {
        try {
            archive.write(Manifest.FILE, manifest.toJson());
            out.println("Manifest    " + settings.archive().directory() + "/" + Manifest.FILE);
        } catch (IOException e) {
            // who may only read the archive may audit it all the same
            out.println("No manifest: " + e.getMessage());
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
