package pipeline;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.Prevouts;
import pipeline.verify.ArchiveAudit;
import pipeline.verify.ArchiveListing;
import pipeline.verify.ArchivedFile;
import pipeline.verify.AuditResult;
import pipeline.verify.BlockAudit;
import pipeline.verify.BlockCounts;
import pipeline.verify.Fault;
import pipeline.verify.FaultKind;
import pipeline.verify.KnownHashes;
import pipeline.verify.SpotAudit;

/**
 * Mends what an audit has found: blocks are fetched from the node again, checked as ever, and written whole; what was there is
 * kept, under {@code orphans/} where it is a stale block and under {@code _quarantine/} where it is none. Nothing is deleted.
 *
 * @param published highest height of the chain index; −1 without one
 */
record Repair(
        ArchiveContext archive,
        ArchiveAudit audit,
        ArchiveListing listing,
        AuditResult result,
        KnownHashes index,
        int published,
        PrintStream out) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Faults of a file that holds a true block, only not the one of its height. */
    private static final Set<FaultKind> OF_A_STALE_BLOCK = EnumSet.of(FaultKind.CANONICAL, FaultKind.LINK);

    /** Blocks that the median time of one depends on. */
    private static final int MEDIAN_TIME_BLOCKS = 11;

    /**
     * @param node empty where there is none to fetch from
     * @param wish whether to have prevouts where the archive does not tell
     * @return whether all is mended
     */
    boolean run(Optional<NodeCalls> node, List<NodeServer> servers, Prevouts wish) throws Exception {
        String quarantine = "_quarantine/" + STAMP.format(Instant.now());
        int left = 0;
        for (Fault fault : result.findings().faults()) {
            if (fault.kind() == FaultKind.EXTRA) {
                left += putAside(fault.file(), quarantine) ? 0 : 1;
            }
        }
        BitSet heights = result.findings().heights();
        if (!heights.isEmpty() && node.isEmpty()) {
            out.println("Left: " + heights.cardinality()
                    + " heights, since there is no node to fetch them from: set bitcoin.rpc.url");
            return false;
        }
        if (!heights.isEmpty()) {
            archive.addMending(servers, prevouts(wish), node.get());
            heights.or(staleBelow(heights, node.get()));
            for (int height = heights.nextSetBit(0); height >= 0; height = heights.nextSetBit(height + 1)) {
                left += mend(height, node.get(), quarantine) ? 0 : 1;
            }
        }
        return left == 0 && isSound(heights);
    }

    private boolean putAside(String name, String quarantine) {
        String keepAs = quarantine + "/" + name;
        try {
            archive.putAside(name, keepAs);
            out.println("Moved " + name + " to " + keepAs);
            return true;
        } catch (Exception e) {
            out.println("Left " + name + ": " + e.getMessage());
            return false;
        }
    }

    /** An archive stays as it is: with prevouts or without. */
    private Prevouts prevouts(Prevouts wish) {
        BlockCounts counts = result.counts();
        long spending = counts.inputs() - counts.blocks();
        if (spending > 0 && counts.withoutPrevout() == 0) {
            return Prevouts.REQUIRED;
        }
        return spending > 0 && counts.withoutPrevout() == spending ? Prevouts.NONE : wish;
    }

    /** Without a chain index a stale branch shows only where it ends; the node tells where it begins. */
    private BitSet staleBelow(BitSet heights, NodeCalls node) throws IOException {
        VerifyCommand.NodeHashes hashes = new VerifyCommand.NodeHashes(node);
        BitSet stale = new BitSet();
        for (int height = heights.nextSetBit(0); height >= 0; height = heights.nextSetBit(height + 1)) {
            int below = height - 1;
            while (below >= result.scope().heights().from() && !stale.get(below) && isStale(below, hashes)) {
                stale.set(below--);
            }
        }
        return stale;
    }

    private boolean isStale(int height, KnownHashes hashes) throws IOException {
        Optional<String> found = audit.hashAt(height);
        Optional<String> expected = hashes.hashAt(height);
        return found.isPresent() && expected.isPresent() && !found.equals(expected);
    }

    private boolean mend(int height, NodeCalls node, String quarantine) {
        try {
            Optional<BlockHeader> header = header(height, node);
            if (header.isEmpty() && height > published && listing.heights().get(height)) {
                return putAside(listing.file(height).name(), quarantine);
            }
            if (header.isEmpty()) {
                out.println("Left height " + height + ": the node's chain does not reach it");
                return false;
            }
            Optional<String> canonical = index.hashAt(height);
            if (canonical.isPresent() && !canonical.get().equals(header.get().hash())) {
                out.println("Left height " + height + ": the node has "
                        + header.get().hash() + ", " + index + " has " + canonical.get()
                        + "; have the pipeline follow the node first");
                return false;
            }
            write(height, header.get(), quarantine);
            return true;
        } catch (Exception e) {
            out.println("Left height " + height + ": " + e.getMessage());
            return false;
        }
    }

    private void write(int height, BlockHeader header, String quarantine) throws Exception {
        Set<FaultKind> kinds = kinds(height);
        Optional<String> found = audit.hashAt(height);
        boolean isTrueBlock = OF_A_STALE_BLOCK.containsAll(kinds) && found.isPresent();
        if (isTrueBlock && found.get().equals(header.hash())) {
            out.println("Height " + height + " stays: it is the node's block, the one before it was not");
            return;
        }
        if (!listing.heights().get(height)) {
            archive.mend(header, Optional.empty());
            out.println("Wrote block_" + height + ".json: block " + header.hash());
            return;
        }
        String name = listing.file(height).name();
        String keepAs = isTrueBlock ? "orphans/block_" + height + "_" + found.get() + ".json" : quarantine + "/" + name;
        boolean isInPlace = name.equals(ArchivedFile.at(height).name());
        archive.mend(header, isInPlace ? Optional.of(keepAs) : Optional.empty());
        if (!isInPlace) {
            archive.putAside(name, keepAs);
        }
        out.println("Replaced " + name + ": block " + header.hash() + "; what was there is " + keepAs);
    }

    private Set<FaultKind> kinds(int height) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        result.findings().faults().stream()
                .filter(fault -> fault.height() == height)
                .forEach(fault -> kinds.add(fault.kind()));
        return kinds;
    }

    private static Optional<BlockHeader> header(int height, NodeCalls node) throws NodeException, BadBlockException {
        if (node.ask(NodeDialect::chainInfo).height() < height) {
            return Optional.empty();
        }
        List<String> hashes = node.ask(dialect -> dialect.hashes(height, 1));
        return node.ask(dialect -> dialect.headers(hashes, 1)).stream().findFirst();
    }

    /** Audits what was written and what stands around it once more. */
    private boolean isSound(BitSet mended) throws Exception {
        ArchiveListing now = ArchiveListing.of(archive.names());
        BitSet around = new BitSet();
        mended.stream().forEach(height -> around.set(Math.max(0, height - MEDIAN_TIME_BLOCKS), height + 2));
        around.and(now.heights());
        List<List<ArchivedFile>> files = new ArrayList<>();
        around.stream().forEach(height -> files.add(List.of(now.file(height))));
        SpotAudit spots = new SpotAudit(result.scope().network(), index);
        archive.audit(files.iterator(), new BlockAudit(result.scope().network(), false), spots);
        spots.faults().forEach(fault -> out.println("Still " + fault));
        out.println(
                spots.faults().isEmpty() ? "Audited " + around.cardinality() + " files again: no fault" : "Not mended");
        return spots.faults().isEmpty();
    }
}
