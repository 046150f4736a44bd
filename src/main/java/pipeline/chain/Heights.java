package pipeline.chain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;

/** Which heights are left to do: those asked for, without those in the chain index and the open dead letters. */
public final class Heights implements AskedHeights {

    /** Headers asked for in one call. */
    private static final int SPAN = 100;

    /** A range is in memory as a whole: 20,000 transactions are about 10 MB of blocks, 25 blocks at the very most 100 MB. */
    private static final int TRANSACTIONS = 20_000;

    private static final int BLOCKS = 25;

    private final HeightRange asked;
    private final Node node;
    private final ChainIndex index;
    private final DeadLetters open;

    private List<HeightSpan> left = List.of();
    private volatile HeightSpan whole;
    private volatile boolean done;

    public Heights(HeightRange asked, Node node, ChainIndex index, DeadLetters deadLetters) {
        this.asked = asked;
        this.node = node;
        this.index = index;
        this.open = deadLetters;
    }

    /** Looks what is left to do up to the tip as it is now, and whether that is anything. */
    public boolean areLeft() throws NodeException, BadBlockException {
        ChainInfo chain = node.ask(NodeDialect::chainInfo);
        long tip = chain.height() - asked.confirmations();
        MedianTimes times = new MedianTimes(node, tip);
        long from =
                asked.fromTime().isPresent() ? times.firstFrom(asked.fromTime().getAsLong()) : asked.from();
        long end = asked.toTime().isPresent()
                ? times.firstFrom(asked.toTime().getAsLong() + 1) - 1
                : asked.to().orElse(Long.MAX_VALUE);
        long to = Math.min(tip, end);
        left = spans(from, to, present());
        whole = new HeightSpan((int) from, (int) to);
        // only a block past the range proves that no further block of an asked time can come
        boolean endIsKnown = asked.toTime().isPresent() ? end < tip : end <= tip;
        done = left.isEmpty() && endIsKnown;
        return !left.isEmpty();
    }

    /** What {@link #areLeft} found: spans of at most 100 heights, lowest first. */
    public List<HeightSpan> left() {
        return left;
    }

    @Override
    public boolean areDone() {
        return done;
    }

    @Override
    public int deadLetters() {
        open.refresh();
        return (int) open.heights().stream().filter(whole::contains).count();
    }

    /**
     * Headers of a span, in ranges of which each is to be published as one.
     *
     * @throws NodeException when the node's chain does not join what is published
     */
    public List<List<BlockHeader>> ranges(HeightSpan span) throws NodeException, BadBlockException {
        // one more, to see whether the span joins what is published above it
        int count = span.count() + 1;
        List<String> hashes = node.ask(dialect -> dialect.hashes(span.from(), count));
        List<BlockHeader> headers = hashes.isEmpty() ? List.of() : node.ask(dialect -> dialect.headers(hashes, count));
        checkThatTheyJoin(span, headers);
        return inRanges(headers.subList(0, Math.min(span.count(), headers.size())));
    }

    private void checkThatTheyJoin(HeightSpan span, List<BlockHeader> headers) throws NodeException, BadBlockException {
        index.refresh();
        checkWhatIsBelow(span.from());
        String previous = index.hashAt(span.from() - 1).orElse(null);
        int height = span.from();
        for (BlockHeader header : headers) {
            String published = index.hashAt(height).orElse(header.hash());
            if (header.height() != height
                    || previous != null && !previous.equals(header.previousHash())
                    || !published.equals(header.hash())) {
                throw new NodeException("The node's chain does not join what is published at height " + height
                        + ": it has "
                        + header.hash() + " after " + header.previousHash() + ", published are " + previous + " and "
                        + index.hashAt(height).orElse("none"));
            }
            previous = header.hash();
            height++;
        }
        if (headers.isEmpty()) {
            throw new NodeException("The node's chain no longer reaches height " + span.from());
        }
    }

    /** Between a span and what is published below it may lie dead letters, over which no previous hash reaches. */
    private void checkWhatIsBelow(int from) throws NodeException, BadBlockException {
        OptionalInt below = index.highestBelow(from);
        if (below.isEmpty() || below.getAsInt() == from - 1) {
            return;
        }
        String published = index.hashAt(below.getAsInt()).orElseThrow();
        List<String> hashes = node.ask(dialect -> dialect.hashes(below.getAsInt(), 1));
        if (!hashes.contains(published)) {
            throw new NodeException("The node's chain does not hold what is published at height " + below.getAsInt()
                    + ": it has " + hashes + ", published is " + published);
        }
    }

    private static List<List<BlockHeader>> inRanges(List<BlockHeader> headers) {
        List<List<BlockHeader>> ranges = new ArrayList<>();
        List<BlockHeader> range = new ArrayList<>();
        int transactions = 0;
        for (BlockHeader header : headers) {
            boolean full = range.size() == BLOCKS || transactions + header.transactionCount() > TRANSACTIONS;
            if (full && !range.isEmpty()) {
                ranges.add(range);
                range = new ArrayList<>();
                transactions = 0;
            }
            range.add(header);
            transactions += header.transactionCount();
        }
        ranges.add(range);
        return ranges;
    }

    private BitSet present() {
        index.refresh();
        open.refresh();
        BitSet present = index.heights();
        present.or(open.unpublishedHeights());
        return present;
    }

    static List<HeightSpan> spans(long from, long to, BitSet present) {
        List<HeightSpan> spans = new ArrayList<>();
        int start = present.nextClearBit((int) from);
        while (start <= to) {
            int next = present.nextSetBit(start);
            long last = Math.min(Math.min(to, start + SPAN - 1L), next < 0 ? Long.MAX_VALUE : next - 1L);
            spans.add(new HeightSpan(start, (int) last));
            start = present.nextClearBit((int) last + 1);
        }
        return spans;
    }
}
