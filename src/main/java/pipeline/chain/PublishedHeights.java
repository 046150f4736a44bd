package pipeline.chain;

import java.util.BitSet;

/** The heights asked for as the chain index alone tells of them, for a process that asks no node. */
public record PublishedHeights(HeightSpan asked, ChainIndex index, DeadLetters open) implements AskedHeights {

    @Override
    public boolean areDone() {
        index.refresh();
        open.refresh();
        BitSet done = index.heights();
        done.or(open.unpublishedHeights());
        return done.nextClearBit(asked.from()) > asked.to();
    }

    @Override
    public int deadLetters() {
        open.refresh();
        return (int)
                open.heights(index.heights()).stream().filter(asked::contains).count();
    }
}
