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
import pipeline.avro.StaleFile;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.Prevouts;
import pipeline.chain.HeightSpan;
import pipeline.verify.ArchiveAudit;
import pipeline.verify.ArchiveListing;
import pipeline.verify.ArchivedFile;
import pipeline.verify.AuditResult;
import pipeline.verify.AuditedBlock;
import pipeline.verify.BlockAudit;
import pipeline.verify.BlockCounts;
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

    /** A reorg that goes deeper would take coins back that may have been spent: then it is another chain. */
    private static final int DEEPEST_REORG = 100;

    /**
     * @param nodes empty where there is none to fetch from
     * @param wish whether to have prevouts where the archive does not tell
     * @return whether all is mended
     */
    boolean run(Optional<ArchiveNodes> nodes, Prevouts wish) throws Exception {
        String quarantine = "_quarantine/" + STAMP.format(Instant.now());
        boolean isMended = true;
        for (String name : listing.extra()) {
            isMended &= putAside(name, quarantine + "/" + name);
        }
        BitSet heights = result.findings().heights();
        if (heights.isEmpty()) {
            return isMended;
        }
        if (nodes.isEmpty()) {
            out.println("Left: " + heights.cardinality()
                    + " heights, since there is no node to fetch them from: set bitcoin.rpc.url");
            return false;
        }
        NodeCalls node = nodes.get().calls();
        if (isOfAnotherChain(node)) {
            return false;
        }
        archive.addMending(nodes.get().servers(), prevouts(wish), node);
        heights.or(staleBelow(heights, node));
        for (int height = heights.nextSetBit(0); height >= 0; height = heights.nextSetBit(height + 1)) {
            isMended &= mend(height, node, quarantine);
        }
        return isMended & isSound(heights);
    }

    /**
     * Whether nothing of what the node says belongs into this archive: it is lower and has another tip than the archive there, or
     * they part deeper than a reorg goes. Of these heights the lowest two that can tell are asked.
     */
    private boolean isOfAnotherChain(NodeCalls node) throws IOException, NodeException, BadBlockException {
        ChainInfo tip = node.ask(NodeDialect::chainInfo);
        int highest = (int) Math.min(audit.highestProven(), tip.height());
        boolean isOther = tip.height() < audit.highestProven()
                && !tip.hash().equals(audit.hashAt(highest).orElse(tip.hash()));
        VerifyCommand.NodeHashes hashes = new VerifyCommand.NodeHashes(node);
        int parted = 0;
        int height = Math.max(result.scope().heights().from(), highest - DEEPEST_REORG);
        while (!isOther && height <= highest) {
            if (isKnown(height, hashes) && !isStale(height, hashes)) {
                return false;
            }
            parted += isKnown(height, hashes) ? 1 : 0;
            isOther = parted == 2;
            height++;
        }
        if (isOther) {
            out.println("Left: the node is on another chain than the archive, as height " + Math.min(height, highest)
                    + " tells (bitcoin.rpc.url)");
        }
        return isOther;
    }

    private boolean isKnown(int height, KnownHashes hashes) throws IOException {
        return audit.hashAt(height).isPresent() && hashes.hashAt(height).isPresent();
    }

    private boolean putAside(String name, String keepAs) {
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
            ChainInfo tip = node.ask(NodeDialect::chainInfo);
            if (tip.height() < height) {
                return removeAbove(tip, height, quarantine);
            }
            BlockHeader header = header(height, node);
            if (index.denies(height)) {
                out.println("Left height " + height + ": the node has a block there, and " + index + " has none yet");
                return false;
            }
            Optional<String> canonical = index.hashAt(height);
            if (canonical.isPresent() && !canonical.get().equals(header.hash())) {
                out.println("Left height " + height + ": the node has " + header.hash() + ", " + index + " has "
                        + canonical.get() + "; have the pipeline follow the node first");
                return false;
            }
            write(height, header, quarantine);
            return true;
        } catch (Exception e) {
            out.println("Left height " + height + ": " + e.getMessage());
            return false;
        }
    }

    /** A file above the node's tip has to go only where nothing speaks for a chain that long. */
    private boolean removeAbove(ChainInfo tip, int height, String quarantine) throws Exception {
        boolean isTooHigh = published < 0 ? height > audit.highestProven() && !tip.isSyncing() : index.denies(height);
        if (!isTooHigh || !listing.has(height)) {
            out.println("Left height " + height + ": the node's chain ends at " + tip.height());
            return false;
        }
        ArchivedFile file = listing.file(height);
        return putAside(file.name(), keepAs(file, look(file), quarantine));
    }

    private void write(int height, BlockHeader header, String quarantine) throws Exception {
        if (!listing.has(height)) {
            archive.mend(header, Optional.empty());
            out.println("Wrote block_" + height + ".json: block " + header.hash());
            return;
        }
        ArchivedFile file = listing.file(height);
        AuditedBlock now = look(file);
        if (isTrueBlock(now) && now.hash().get().equals(header.hash())) {
            out.println("Height " + height + " stays: it is the node's block");
            return;
        }
        String keepAs = keepAs(file, now, quarantine);
        boolean isInPlace = file.equals(ArchivedFile.at(height));
        archive.mend(header, isInPlace ? Optional.of(keepAs) : Optional.empty());
        if (!isInPlace) {
            archive.putAside(file.name(), keepAs);
        }
        out.println("Replaced " + file.name() + ": block " + header.hash() + "; what was there is " + keepAs);
    }

    /** The file as it is by now: whoever archives may have replaced it since it was audited. */
    private AuditedBlock look(ArchivedFile file) throws Exception {
        List<AuditedBlock> seen = new ArrayList<>();
        BlockAudit each = new BlockAudit(result.scope().network(), false);
        archive.audit(List.of(List.of(file)).iterator(), each, seen::addAll);
        return seen.get(0);
    }

    private String keepAs(ArchivedFile file, AuditedBlock now, String quarantine) throws IOException {
        return isTrueBlock(now) ? StaleFile.nameOf(file.height(), now.hash().get()) : quarantine + "/" + file.name();
    }

    private boolean isTrueBlock(AuditedBlock now) throws IOException {
        int height = now.file().height();
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        now.faults().forEach(fault -> kinds.add(fault.kind()));
        if (now.hash().equals(audit.hashAt(height))) {
            kinds.addAll(result.findings().kinds(height));
        }
        return now.hash().isPresent() && OF_A_STALE_BLOCK.containsAll(kinds);
    }

    private static BlockHeader header(int height, NodeCalls node) throws NodeException, BadBlockException {
        List<String> hashes = node.ask(dialect -> dialect.hashes(height, 1));
        return node.ask(dialect -> dialect.headers(hashes, 1)).get(0);
    }

    /** Audits what was written and what stands around it once more. */
    private boolean isSound(BitSet mended) throws Exception {
        ArchiveListing now = ArchiveListing.of(archive.names());
        BitSet missing = new BitSet();
        missing.set(result.scope().heights().from(), result.highest() + 1);
        missing.andNot(now.heights());
        HeightSpan.all(missing)
                .forEach(span -> out.println("Still missing: heights " + span.from() + " to " + span.to()));
        BitSet around = new BitSet();
        mended.stream().forEach(height -> around.set(Math.max(0, height - MEDIAN_TIME_BLOCKS), height + 2));
        around.and(now.heights());
        List<List<ArchivedFile>> files = new ArrayList<>();
        around.stream().forEach(height -> files.add(List.of(now.file(height))));
        SpotAudit spots = new SpotAudit(result.scope().network(), index);
        archive.audit(files.iterator(), new BlockAudit(result.scope().network(), false), spots);
        spots.faults().forEach(fault -> out.println("Still " + fault));
        boolean isSound = missing.isEmpty() && spots.faults().isEmpty();
        out.println(
                isSound
                        ? "Audited " + around.cardinality()
                                + " files again: no fault. The next verify writes a manifest"
                        : "Not mended");
        return isSound;
    }
}
