package pipeline.chain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeException;

/** Headers of the node's best chain that join what is published. */
final class JoinedHeaders {

    private final Node node;
    private final ChainIndex index;
    private final HeaderRuns headers;

    JoinedHeaders(Node node, ChainIndex index) {
        this.node = node;
        this.index = index;
        this.headers = new HeaderRuns(node);
    }

    /**
     * Headers of a span, fewer where the node's chain ends before.
     *
     * @param reorg under way
     * @throws NodeException when the node's chain does not join what is or, by the reorg, is to be published
     */
    List<BlockHeader> of(HeightSpan span, Optional<Reorg> reorg) throws NodeException, BadBlockException {
        // one more, to see whether the span joins what is published above it
        List<BlockHeader> run = headers.from(span.from(), span.count() + 1);
        if (run.isEmpty()) {
            throw new NodeException("The node's chain no longer reaches height " + span.from());
        }
        index.refresh();
        new Join(reorg).check(span, run);
        return run.subList(0, Math.min(span.count(), run.size()));
    }

    private final class Join {

        private final Optional<Reorg> reorg;
        private final int highestThatStays;

        Join(Optional<Reorg> reorg) {
            this.reorg = reorg;
            this.highestThatStays = reorg.filter(found -> found.isAheadOf(index))
                    .map(Reorg::forkHeight)
                    .orElse(Integer.MAX_VALUE - 1);
        }

        void check(HeightSpan span, List<BlockHeader> run) throws NodeException, BadBlockException {
            checkWhatIsBelow(span.from());
            Optional<String> before = canonicalAt(span.from() - 1);
            if (before.isPresent() && !before.get().equals(run.get(0).previousHash())) {
                throw doesNotJoin(span.from() - 1, run.get(0).previousHash(), before.get());
            }
            for (BlockHeader header : run) {
                Optional<String> canonical = canonicalAt(header.height());
                if (canonical.isPresent() && !canonical.get().equals(header.hash())) {
                    throw doesNotJoin(header.height(), header.hash(), canonical.get());
                }
            }
        }

        /** The hash that a height has or, by the reorg under way, is to have; empty where nothing says it. */
        private Optional<String> canonicalAt(long height) {
            Optional<String> comes = reorg.flatMap(found -> found.hashAt(height));
            return height > highestThatStays ? comes : index.hashAt(height).or(() -> comes);
        }

        /** Between a span and what is published below it may lie dead letters, over which no previous hash reaches. */
        private void checkWhatIsBelow(int from) throws NodeException, BadBlockException {
            OptionalInt below = index.highestBelow(Math.min(from, highestThatStays + 1));
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
    }

    private static NodeException doesNotJoin(long height, String hash, String canonical) {
        return new NodeException("The node's chain does not join what is published: at height " + height + " it has "
                + hash + ", not " + canonical);
    }
}
