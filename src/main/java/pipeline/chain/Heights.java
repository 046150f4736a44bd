package pipeline.chain;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeException;

/**
 * Which heights are left to do: those asked for, without those in the chain index and the open dead letters; and, asked for or
 * not, those whose published block has left the chain.
 */
public final class Heights implements AskedHeights {

    /** At the end of each span nothing is fetched for a moment. */
    static final int LONG_SPAN = 1000;

    /** In a span a reorg is not seen. */
    private static final int SPAN = 100;

    /** Below the tip, where reorgs are not to be reckoned with any more. */
    private static final int DEEP = 200;

    /** Hashes asked for in one call. */
    private static final int CALL = 100;

    private final HeightRange asked;
    private final Node node;
    private final ChainIndex index;
    private final DeadLetters open;
    private final Reorgs reorgs;
    private final JoinedHeaders headers;

    private volatile Optional<Reorg> reorg = Optional.empty();
    private volatile long nodeTip;
    private List<HeightSpan> deep = List.of();
    private List<HeightSpan> near = List.of();
    private volatile HeightSpan whole;
    private volatile long lastAsked;
    private volatile boolean done;

    /** @param identity tells how a chain is refused that shares nothing with the published one */
    public Heights(HeightRange asked, Node node, ChainIndex index, DeadLetters deadLetters, ChainIdentity identity) {
        this.asked = asked;
        this.node = node;
        this.index = index;
        this.open = deadLetters;
        this.reorgs = new Reorgs(node, index, identity);
        this.headers = new JoinedHeaders(node, index);
    }

    /**
     * Looks what is left to do up to the tip as it is now, and whether that is anything.
     *
     * @throws NodeException also when the node is behind what is published
     * @throws RefusedException when its chain has no block in common with what is published
     */
    public boolean areLeft() throws NodeException, BadBlockException, RefusedException {
        index.refresh();
        open.refresh();
        ChainInfo chain = node.ask(reorgs::chainInfo);
        long tip = chain.height() - asked.confirmations();
        MedianTimes times = new MedianTimes(node, tip);
        long from =
                asked.fromTime().isPresent() ? times.firstFrom(asked.fromTime().getAsLong()) : asked.from();
        long end = asked.toTime().isPresent()
                ? times.firstFrom(asked.toTime().getAsLong() + 1) - 1
                : asked.to().orElse(Long.MAX_VALUE);
        long to = Math.min(tip, end);
        reorg = reorgs.find(chain, Math.min(tip, Math.max(end, index.highest().orElse(-1))));
        BitSet left = wanted(from, to, tip, deadLettersOf(chain));
        int firstNear = (int) Math.max(0, chain.height() - DEEP);
        deep = HeightSpan.aligned(left.get(0, firstNear), LONG_SPAN);
        near = HeightSpan.of(from(firstNear, left), SPAN);
        lastAsked = end;
        nodeTip = chain.height();
        whole = new HeightSpan((int) from, (int) to);
        // only a block past the range proves that no further block of an asked time can come
        boolean endIsKnown = asked.toTime().isPresent() ? end < tip : end <= tip;
        done = left.isEmpty() && endIsKnown;
        return !left.isEmpty();
    }

    /** What {@link #areLeft} found where reorgs are not to be reckoned with: spans that no multiple of 1,000 divides, lowest first. */
    public List<HeightSpan> deep() {
        return deep;
    }

    /** All that {@link #areLeft} found, lowest first. */
    public List<HeightSpan> left() {
        return Stream.concat(deep.stream(), near.stream()).toList();
    }

    private static BitSet from(int height, BitSet heights) {
        BitSet from = (BitSet) heights.clone();
        from.clear(0, height);
        return from;
    }

    /** The reorg that {@link #areLeft} found; null where there is none. Its heights are those left to do. */
    public Reorg reorg() {
        return reorg.orElse(null);
    }

    /** The node's highest height as {@link #areLeft} found it. */
    public long nodeTip() {
        return nodeTip;
    }

    /**
     * How many heights are left to do by the chain index alone; empty before {@link #areLeft} has looked once. For any thread.
     *
     * @param nodeTip the node's highest height
     */
    public OptionalInt countLeft(long nodeTip) {
        HeightSpan looked = whole;
        if (looked == null) {
            return OptionalInt.empty();
        }
        long to = Math.min(nodeTip - asked.confirmations(), lastAsked);
        return OptionalInt.of(
                wanted(looked.from(), to, to, index, open.unpublishedHeights()).cardinality());
    }

    @Override
    public boolean areDone() {
        return done;
    }

    @Override
    public int deadLetters() {
        open.refresh();
        return (int)
                open.heights(index.heights()).stream().filter(whole::contains).count();
    }

    /**
     * Headers of a span, fewer where the node's chain ends before.
     *
     * @throws NodeException when the node's chain does not join what is published
     */
    public List<BlockHeader> headers(HeightSpan span) throws NodeException, BadBlockException {
        return headers.of(span, reorg);
    }

    private BitSet wanted(long from, long to, long tip, BitSet deadLetters) {
        BitSet wanted = wanted(from, to, tip, index, deadLetters);
        if (reorg.isPresent()) {
            int fork = reorg.get().forkHeight();
            wanted.or(between(fork + 1L, tip, index.heights()));
            // its event goes with the first range that is published
            wanted.clear(0, fork + 1);
        }
        return wanted;
    }

    /** Without those above what is published whose block has left the node's chain: no reorg tells of them. */
    private BitSet deadLettersOf(ChainInfo chain) throws NodeException, BadBlockException {
        BitSet heights = open.unpublishedHeights();
        BitSet stale = between(index.highest().orElse(-1) + 1L, chain.height(), heights);
        Map<Integer, String> canonical = new HashMap<>();
        for (HeightSpan span : HeightSpan.of(stale, CALL)) {
            List<String> hashes = node.ask(dialect -> dialect.hashes(span.from(), span.count()));
            for (int i = 0; i < hashes.size(); i++) {
                canonical.put(span.from() + i, hashes.get(i));
            }
        }
        stale.andNot(open.unpublishedHeights(
                (height, hash) -> hash.isEmpty() || hash.equals(canonical.getOrDefault(height, hash))));
        heights.andNot(stale);
        return heights;
    }

    /** Heights asked for, and those that a reorg has left without a block, as far as they are neither published nor dead letters. */
    static BitSet wanted(long from, long to, long tip, PublishedChain published, BitSet deadLetters) {
        BitSet wanted = between(0, tip, published.staleHeights());
        if (from <= to) {
            wanted.set((int) from, (int) to + 1);
        }
        wanted.andNot(published.heights());
        wanted.andNot(deadLetters);
        return wanted;
    }

    private static BitSet between(long from, long to, BitSet heights) {
        BitSet between = new BitSet();
        heights.stream().filter(height -> from <= height && height <= to).forEach(between::set);
        return between;
    }
}
