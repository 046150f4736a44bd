package pipeline.verify;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Audits an archive as a whole: takes what is left of each file in height order, and says at the end what the archive is. Keeps
 * what does not fit memory, and where it stands, in a folder, so that an interrupted audit goes on. For one thread at a time.
 */
public final class ArchiveAudit implements AuditedBlocks, Closeable {

    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(60);

    private static final String HASHES = "hashes";

    private final AuditScope scope;
    private final ArchiveListing listing;
    private final KnownHashes known;
    private final Findings findings;
    private final BlockFiles files;
    private final Path directory;
    private final HashFile hashes;
    private final PrevoutLedger ledger;
    private final ChainAudit chain;
    private final AuditProgress progress;
    private long started = Instant.now().getEpochSecond();
    private BlockCounts counts = BlockCounts.NONE;
    private int next;
    private int highestProven;
    private boolean isInnerState;
    private long lastCheckpoint = System.nanoTime();

    /**
     * @param directory of this audit alone; made where it is missing, removed when the audit is complete
     * @param out is told the progress
     */
    public ArchiveAudit(
            AuditScope scope,
            ArchiveListing listing,
            KnownHashes known,
            Findings findings,
            BlockFiles files,
            Path directory,
            PrintStream out)
            throws IOException {
        this.scope = scope;
        this.listing = listing;
        this.known = known;
        this.findings = findings;
        this.files = files;
        this.directory = Files.createDirectories(directory);
        this.hashes = new HashFile(directory.resolve(HASHES), scope.heights().from());
        this.ledger = new PrevoutLedger(directory);
        this.chain = new ChainAudit(scope.network(), known);
        this.next = scope.heights().from();
        Optional<Checkpoint> checkpoint =
                Checkpoint.read(directory).filter(from -> from.scope().equals(scope));
        if (checkpoint.isPresent()) {
            Optional<String> obstacle = checkpoint.get().obstacle(listing, files, known);
            out.println(obstacle.map(reason -> "Begins anew: " + reason)
                    .orElse("Goes on at height " + checkpoint.get().next() + ", where an audit that began at "
                            + Instant.ofEpochSecond(checkpoint.get().started()) + " was interrupted"));
            if (obstacle.isEmpty()) {
                resume(checkpoint.get());
            }
        }
        this.highestProven = next - 1;
        this.progress = new AuditProgress(out, heights(scope.heights()).cardinality(), counts);
        hashes.truncate(next);
    }

    private void resume(Checkpoint checkpoint) throws IOException {
        started = checkpoint.started();
        counts = checkpoint.counts();
        next = checkpoint.next();
        chain.continueAfter(checkpoint.chain());
        ledger.reopen(checkpoint.outputFiles(), checkpoint.inputFiles());
    }

    /** Whether this audit goes on where another was interrupted. */
    public boolean isResumed() {
        return next > scope.heights().from();
    }

    /**
     * Takes what another audit has proven as proven.
     *
     * @param hashesOfFiles of all its heights, read from the files' beginnings; empty text for none
     * @return whether these are the hashes that the manifest stands for, and canonical as far as that is known; if not,
     *     nothing is taken
     */
    public boolean startFrom(Manifest manifest, List<String> hashesOfFiles) throws IOException {
        boolean fits = hashesOfFiles.size() == manifest.count();
        for (int index = 0; fits && index < hashesOfFiles.size(); index++) {
            fits = isCanonical(manifest.from() + index, hashesOfFiles.get(index));
            if (fits) {
                hashes.put(manifest.from() + index, hashesOfFiles.get(index));
            }
        }
        if (!fits || !hashes.digest().equals(manifest.hashesSha256())) {
            hashes.truncate(next);
            return false;
        }
        chain.continueAfter(new ChainState(
                manifest.to(),
                manifest.lastHash(),
                manifest.chainWork(),
                manifest.lastTimes(),
                manifest.from() == 0 && manifest.lastTimes().size() == manifest.count(),
                manifest.unproven().withContents(manifest.count())));
        next = manifest.to() + 1;
        highestProven = manifest.to();
        return true;
    }

    private boolean isCanonical(int height, String hash) {
        return !hash.isEmpty()
                && !known.denies(height)
                && known.hashAt(height).map(hash::equals).orElse(true);
    }

    /** The files that are left to audit. */
    public Iterator<List<ArchivedFile>> files(int atATime) {
        return listing.files(scope.heights().above(next - 1), atATime);
    }

    /** Takes the next files, in height order. */
    @Override
    public void take(List<AuditedBlock> blocks) throws IOException {
        isInnerState = true;
        for (AuditedBlock block : blocks) {
            take(block);
        }
        isInnerState = false;
        progress.tell(
                heights(new HeightBounds(scope.heights().from(), next - 1)).cardinality(), counts);
        if (System.nanoTime() - lastCheckpoint > BETWEEN_CHECKPOINTS.toNanos()) {
            writeCheckpoint();
        }
    }

    private void take(AuditedBlock block) throws IOException {
        block.faults().forEach(findings::add);
        chain.take(block).forEach(findings::add);
        if (block.link().isPresent()) {
            hashes.put(block.file().height(), block.link().get().hash());
            highestProven = known.denies(block.file().height())
                    ? highestProven
                    : block.file().height();
        }
        ledger.add(block);
        counts = counts.plus(block.counts());
        next = block.file().height() + 1;
    }

    /**
     * Compares the highest blocks, and some below at growing distances, with what else is known of them.
     *
     * @return how many were compared
     */
    public int compareTip(KnownHashes others) throws IOException {
        int compared = 0;
        int highest = heights(scope.heights()).length() - 1;
        for (int below = 0; highest - below >= scope.heights().from(); below = below == 0 ? 1 : 10 * below) {
            int height = highest - below;
            Optional<String> expected = others.hashAt(height);
            Optional<String> found = hashes.at(height);
            compared += expected.isPresent() && found.isPresent() ? 1 : 0;
            if (expected.isPresent() && found.isPresent() && !expected.equals(found)) {
                findings.add(Fault.of(
                        FaultKind.CANONICAL,
                        listing.file(height),
                        "hash: expected " + expected.get() + " as " + others + " says, found " + found.get()));
            }
        }
        return compared;
    }

    /**
     * Ends the audit: what is missing, what does not belong there, what inputs say.
     *
     * @param published highest height that something other than the files knows of; −1 for none
     * @param now what is in the folder by now: what has come meanwhile is not missing
     */
    public AuditResult finish(int published, ArchiveListing now) throws IOException {
        if (files(1).hasNext()) {
            throw new IllegalStateException("The audit ended at height " + next + ", and there are files above it");
        }
        int highest = highest(published);
        PrevoutLedger.Proof proof = ledger.prove();
        AuditEnd end = new AuditEnd(listing, findings);
        long arrived = end.findMissing(now, scope.heights().from(), highest);
        end.findExtra();
        end.nameMismatches(proof, new PrevoutFaults(listing, files));
        return new AuditResult(
                scope,
                highest,
                counts,
                chain.unproven(),
                proof.proven(),
                proof.unproven(),
                findings,
                arrived,
                progress.elapsed(),
                progress.rate(counts));
    }

    /** Up to where there has to be a file; at the lowest height at least, so that nothing at all is a fault. */
    private int highest(int published) {
        HeightBounds asked = scope.heights();
        int told = Math.max(highestProven, Math.min(published, asked.to()));
        return asked.isOpen() ? Math.max(asked.from(), told) : asked.to();
    }

    /** What this audit has proven, where it has found no fault. */
    public Manifest manifest() throws IOException {
        ChainState state = chain.state();
        int from = scope.heights().from();
        return new Manifest(
                Manifest.FORMAT,
                scope.network().chain(),
                from,
                state.height(),
                state.height() - from + 1L,
                hashes.at(from).orElseThrow(),
                state.hash(),
                state.chainWork(),
                state.times(),
                hashes.digest(),
                state.unproven(),
                Instant.now().toString());
    }

    /** Highest height whose file holds a proven block; one below the lowest that is audited where none does. */
    public int highestProven() {
        return highestProven;
    }

    /** The proven hash of a height's file; empty where nothing is proven. */
    public Optional<String> hashAt(int height) throws IOException {
        return hashes.at(height);
    }

    private BitSet heights(HeightBounds bounds) {
        BitSet heights = listing.heights();
        heights.clear(0, bounds.from());
        if (!bounds.isOpen() && bounds.to() + 1 < heights.length()) {
            heights.clear(bounds.to() + 1, heights.length());
        }
        return heights;
    }

    /** Not where there are faults: by the next run they may be mended. */
    private void writeCheckpoint() throws IOException {
        lastCheckpoint = System.nanoTime();
        if (findings.isEmpty()) {
            int[] files = ledger.flush();
            long now = Instant.now().getEpochSecond();
            new Checkpoint(scope, next, chain.state(), counts, files[0], files[1], started, now).write(directory);
        }
    }

    /** Keeps where an audit stands that is not finished. */
    public void interrupt() throws IOException {
        if (!isInnerState) {
            writeCheckpoint();
        }
    }

    /** Removes what a finished audit has kept; the hashes last, which tell another audit that this one has the folder. */
    public void remove() throws IOException {
        Path last = directory.resolve(HASHES);
        try (Stream<Path> kept = Files.list(directory)) {
            for (Path file : kept.filter(file -> !file.equals(last)).toList()) {
                Files.delete(file);
            }
        }
        Files.delete(last);
        Files.delete(directory);
        hashes.close();
    }

    @Override
    public void close() throws IOException {
        hashes.close();
    }
}
