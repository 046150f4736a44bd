package pipeline.verify;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import pipeline.bitcoin.Network;

/**
 * Audits how blocks follow each other, in height order: parent link, median time, chain work. Where a height is missing or its
 * header not proven, a new run begins, of which the first values cannot be proven.
 */
final class ChainAudit {

    private static final int MEDIAN_TIME_BLOCKS = 11;

    private final Network network;
    private final KnownHashes known;
    private Unproven unproven = Unproven.NOTHING;

    /** Height of the block before; −2 where a new run begins. */
    private int previousHeight = -2;

    private String previousHash;
    private BigInteger chainWork = BigInteger.ZERO;
    private Deque<Long> times = new ArrayDeque<>();

    /** Whether the times reach back to genesis, so that fewer than eleven are all there are. */
    private boolean fromGenesis;

    ChainAudit(Network network, KnownHashes known) {
        this.network = network;
        this.known = known;
    }

    /** Goes on behind what another run has audited. */
    void continueAfter(ChainState state) {
        unproven = state.unproven();
        previousHeight = state.height();
        previousHash = state.hash();
        chainWork = new BigInteger(state.chainWork(), 16);
        times = new ArrayDeque<>(state.times());
        fromGenesis = state.fromGenesis();
    }

    /** Where this run stands. */
    ChainState state() {
        return new ChainState(
                previousHeight, previousHash, "%064x".formatted(chainWork), List.copyOf(times), fromGenesis, unproven);
    }

    Unproven unproven() {
        return unproven;
    }

    /** Takes the next block, which is higher than the one before. */
    List<Fault> take(AuditedBlock block) {
        Optional<ChainLink> link = block.link();
        if (link.isEmpty()) {
            forget();
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        int height = block.file().height();
        Optional<String> canonical = known.hashAt(height);
        if (canonical.isEmpty() && known.denies(height)) {
            forget();
            return List.of(Fault.of(
                    FaultKind.CANONICAL,
                    block.file(),
                    "hash: expected no block of this height as " + known + " says, found "
                            + link.get().hash()));
        }
        if (canonical.isPresent() && !canonical.get().equals(link.get().hash())) {
            forget();
            return List.of(Fault.of(
                    FaultKind.CANONICAL,
                    block.file(),
                    "hash: expected " + canonical.get() + " as " + known + " says, found "
                            + link.get().hash()));
        }
        checkParent(block.file(), link.get(), canonical.isPresent(), faults);
        checkMedianTime(block.file(), link.get(), faults);
        checkChainWork(block.file(), link.get(), faults);
        previousHeight = height;
        previousHash = link.get().hash();
        return faults;
    }

    private void checkParent(ArchivedFile file, ChainLink link, boolean isCanonical, List<Fault> faults) {
        if (file.height() == 0) {
            forget();
            fromGenesis = true;
            previousHeight = -1;
            if (!link.hash().equals(network.genesisHash())) {
                faults.add(Fault.of(FaultKind.LINK, file, "hash", network.genesisHash(), link.hash()));
            }
            return;
        }
        if (previousHeight != file.height() - 1) {
            forget();
            unproven = unproven.plusLink();
            return;
        }
        if (!previousHash.equals(link.previousHash())) {
            // of two that do not fit, the one that something else vouches for is not to blame
            String told = isCanonical ? ", as " + known + " says that this is the block" : "";
            faults.add(Fault.of(
                    FaultKind.LINK,
                    file,
                    "previous_block_hash: expected " + previousHash + " as the file of height " + previousHeight
                            + " holds, found " + link.previousHash() + told));
            forget();
        }
    }

    private void checkMedianTime(ArchivedFile file, ChainLink link, List<Fault> faults) {
        times.addLast(link.time());
        if (times.size() > MEDIAN_TIME_BLOCKS) {
            times.removeFirst();
        }
        if (times.size() < MEDIAN_TIME_BLOCKS && !fromGenesis) {
            unproven = unproven.plusMedianTime();
            return;
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        long expected = sorted[sorted.length / 2];
        if (expected != link.medianTime()) {
            faults.add(Fault.of(FaultKind.MEDIAN_TIME, file, "median_time", expected, link.medianTime()));
        }
    }

    private void checkChainWork(ArchivedFile file, ChainLink link, List<Fault> faults) {
        if (!link.chainWork().matches("[0-9a-f]{64}")) {
            faults.add(Fault.of(FaultKind.CHAIN_WORK, file, "chain_work", "64 hex digits", link.chainWork()));
            forget();
            return;
        }
        BigInteger found = new BigInteger(link.chainWork(), 16);
        boolean isStart = previousHeight == -2;
        if (isStart) {
            unproven = unproven.plusChainWork();
            chainWork = found;
            return;
        }
        chainWork = chainWork.add(link.work());
        if (!chainWork.equals(found)) {
            faults.add(
                    Fault.of(FaultKind.CHAIN_WORK, file, "chain_work", "%064x".formatted(chainWork), link.chainWork()));
        }
    }

    private void forget() {
        previousHeight = -2;
        previousHash = null;
        chainWork = BigInteger.ZERO;
        times.clear();
        fromGenesis = false;
    }
}
