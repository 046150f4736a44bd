package pipeline.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pipeline.embedded.SampleChain.RawBlock;

/** What a node knows at one moment: the best chain, and blocks that have been in it before. Immutable. */
final class ServedChain {

    private final List<ServedBlock> best;
    private final Map<String, ServedBlock> known;

    private ServedChain(List<ServedBlock> best, Map<String, ServedBlock> known) {
        this.best = best;
        this.known = known;
    }

    /**
     * @param blocks from genesis to tip
     * @throws IllegalArgumentException when there is none, or one does not build on the one before
     */
    static ServedChain of(List<RawBlock> blocks) {
        return new ServedChain(List.of(), Map.of()).switchedTo(blocks);
    }

    /**
     * The same with another tip; blocks that leave the best chain stay known.
     *
     * @param branch from a genesis block, or from a block whose parent is known, to the new tip
     * @throws IllegalArgumentException when the branch is empty, or a block does not build on the one before
     */
    ServedChain switchedTo(List<RawBlock> branch) {
        if (branch.isEmpty()) {
            throw new IllegalArgumentException("A node without a block serves nothing");
        }
        Map<String, ServedBlock> knownThen = new HashMap<>(known);
        Optional<ServedBlock> tip = parentOf(branch.get(0));
        for (RawBlock block : branch) {
            tip = Optional.of(ServedBlock.on(tip, block));
            knownThen.put(block.hash(), tip.get());
        }
        return new ServedChain(chainTo(tip), knownThen);
    }

    ServedBlock tip() {
        return best.get(best.size() - 1);
    }

    /** The block of the best chain at that height; empty beyond the tip and below 0. */
    Optional<ServedBlock> at(long height) {
        return height < 0 || height >= best.size() ? Optional.empty() : Optional.of(best.get((int) height));
    }

    /** A block of the best chain, or a stale one. */
    Optional<ServedBlock> find(String hash) {
        return Optional.ofNullable(known.get(hash));
    }

    boolean isStale(ServedBlock block) {
        return at(block.height())
                .filter(canonical -> canonical.hash().equals(block.hash()))
                .isEmpty();
    }

    /** The block that follows in the best chain; empty at its tip and after a stale block. */
    Optional<ServedBlock> next(ServedBlock block) {
        return isStale(block) ? Optional.empty() : at(block.height() + 1L);
    }

    /** 1 for the tip; −1 for a stale block. */
    int confirmations(ServedBlock block) {
        return isStale(block) ? -1 : tip().height() - block.height() + 1;
    }

    /** As many blocks of the best chain as there are from that one on, up to a limit; none when it is stale. */
    List<ServedBlock> from(ServedBlock first, int limit) {
        return isStale(first) ? List.of() : best.subList(first.height(), Math.min(best.size(), first.height() + limit));
    }

    private Optional<ServedBlock> parentOf(RawBlock block) {
        return block.height() == 0 ? Optional.empty() : find(ServedBlock.previousHash(block.raw()));
    }

    private static List<ServedBlock> chainTo(Optional<ServedBlock> tip) {
        List<ServedBlock> blocks = new ArrayList<>();
        for (Optional<ServedBlock> block = tip;
                block.isPresent();
                block = block.get().parent()) {
            blocks.add(block.get());
        }
        Collections.reverse(blocks);
        return blocks;
    }
}
