package pipeline.chain;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeCall;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;

/**
 * Finds out whether published blocks have left the node's chain, and which. A node that is behind what is published, or on a
 * branch that is no better, is waited for.
 */
final class Reorgs {

    /** Blocks above the old tip that an event tells; a node that is further ahead is caught up with as ever. */
    private static final int MOST_ABOVE_OLD_TIP = 1000;

    private final Node node;
    private final PublishedChain published;
    private final ChainIdentity identity;

    Reorgs(Node node, PublishedChain published, ChainIdentity identity) {
        this.node = node;
        this.published = published;
        this.identity = identity;
    }

    /** Asks where a node stands; one that is behind what is published fails, so that another may stand in for it. */
    NodeCall<ChainInfo> chainInfo(NodeDialect dialect) {
        NodeCall<ChainInfo> call = dialect.chainInfo();
        return new NodeCall<>(call.request(), answer -> {
            ChainInfo chain = call.reader().read(answer);
            if (isBehind(chain)) {
                throw new NodeException("is behind what is published: its tip is " + chain.height()
                        + ", the highest published height "
                        + published.highest().getAsInt()
                        + "; nothing is published until it has caught up");
            }
            return chain;
        });
    }

    /** Its tip is one of ours. Asked about our tip it would say −1, as of a stale block, once it has the header. */
    private boolean isBehind(ChainInfo chain) {
        return chain.height() < published.highest().orElse(-1)
                && published.hashAt(chain.height()).filter(chain.hash()::equals).isPresent();
    }

    /**
     * @param chain where the node stands
     * @param last highest height to publish now
     * @return empty while the published blocks are in the node's chain, and while the blocks in their place have not yet the
     *     confirmations to be published
     * @throws NodeException when the node's chain lacks what is published and does not prove to be the better one
     * @throws RefusedException when it shares no block with what is published
     */
    Optional<Reorg> find(ChainInfo chain, long last) throws NodeException, BadBlockException, RefusedException {
        if (published.highest().isEmpty() || isInChain(published.highest().getAsInt(), chain)) {
            return Optional.empty();
        }
        int oldTip = published.highest().getAsInt();
        requireBetter(chain, oldTip, published.hashAt(oldTip).orElseThrow());
        int fork = fork(chain);
        BitSet out = published.heights();
        out.clear(0, fork + 1);
        int firstOut = out.nextSetBit(0);
        if (last < firstOut) {
            return Optional.empty();
        }
        List<BlockHeader> in = blocksIn(fork, firstOut, Math.min(last, oldTip + MOST_ABOVE_OLD_TIP));
        if (!hashAt((int) chain.height()).equals(chain.hash())) {
            throw changed();
        }
        return Optional.of(reorg(fork, out, in));
    }

    private boolean isInChain(int height, ChainInfo chain) throws NodeException, BadBlockException {
        if (height > chain.height()) {
            return false;
        }
        String hash = height == chain.height() ? chain.hash() : hashAt(height);
        return published.hashAt(height).filter(hash::equals).isPresent();
    }

    private String hashAt(int height) throws NodeException, BadBlockException {
        List<String> hashes = node.ask(dialect -> dialect.hashes(height, 1));
        if (hashes.isEmpty()) {
            throw new NodeException("The node's chain no longer reaches height " + height);
        }
        return hashes.get(0);
    }

    private void requireBetter(ChainInfo chain, int oldTip, String hash) throws NodeException, BadBlockException {
        Optional<BlockHeader> header = node.ask(dialect -> headerIfBetter(dialect, chain, oldTip, hash));
        if (header.filter(ours -> ours.confirmations() >= 0).isPresent()) {
            throw changed();
        }
    }

    /** Asks for our tip's header; a node that does not prove its chain to be better fails, so that another may stand in for it. */
    private NodeCall<Optional<BlockHeader>> headerIfBetter(
            NodeDialect dialect, ChainInfo chain, int oldTip, String hash) {
        NodeCall<Optional<BlockHeader>> call = dialect.header(hash);
        return new NodeCall<>(call.request(), answer -> {
            Optional<BlockHeader> header = call.reader().read(answer);
            // with the first answer of a node that stands in: our tip is in its chain
            boolean holdsOurs = header.filter(ours -> ours.confirmations() >= 0).isPresent();
            // a node that still fetches blocks says −1 of those to come as well
            boolean knowsOursAsStale = header.isPresent() && !holdsOurs && !chain.isSyncing();
            if (holdsOurs || knowsOursAsStale || hasMoreWork(chain, oldTip, header)) {
                return header;
            }
            throw new NodeException("The node's chain, with its tip at height " + chain.height()
                    + ", lacks the published block " + hash + " of height " + oldTip
                    + " and has no more work; nothing is published until it has either");
        });
    }

    private boolean hasMoreWork(ChainInfo chain, int oldTip, Optional<BlockHeader> ours) {
        Optional<String> work = published.work().or(() -> ours.map(BlockHeader::chainWork));
        // 64 hex digits each, so text compares as the numbers do; where nobody knows ours, height has to tell
        return work.map(known -> chain.chainWork().compareTo(known) > 0).orElse(chain.height() > oldTip);
    }

    /** Two chains that share a block share all below it, so the heights can be halved again and again. */
    private int fork(ChainInfo chain) throws NodeException, BadBlockException, RefusedException {
        int[] heights = published.heights().stream()
                .takeWhile(height -> height <= chain.height())
                .toArray();
        int shared = -1;
        int unshared = heights.length;
        while (unshared - shared > 1) {
            int middle = (shared + unshared) >>> 1;
            if (isInChain(heights[middle], chain)) {
                shared = middle;
            } else {
                unshared = middle;
            }
        }
        if (shared < 0) {
            identity.check();
            throw changed();
        }
        return heights[shared];
    }

    private List<BlockHeader> blocksIn(int fork, int first, long last) throws NodeException, BadBlockException {
        List<BlockHeader> run = new HeaderRuns(node).from(first, (int) last - first + 1);
        boolean leaves = run.size() == last - first + 1
                && !published.hashAt(first).filter(run.get(0).hash()::equals).isPresent();
        boolean joins = leaves
                && (first > fork + 1
                        || published
                                .hashAt(fork)
                                .filter(run.get(0).previousHash()::equals)
                                .isPresent());
        if (!joins) {
            throw changed();
        }
        return run;
    }

    private static NodeException changed() {
        return new NodeException("The node's chain changed while the fork was searched");
    }

    private Reorg reorg(int fork, BitSet out, List<BlockHeader> in) {
        int oldTip = out.length() - 1;
        BlockHeader newTip = in.get(in.size() - 1);
        return new Reorg(
                fork,
                oldTip,
                published.hashAt(oldTip).orElseThrow(),
                (int) newTip.height(),
                newTip.hash(),
                out.stream()
                        .mapToObj(height -> published.hashAt(height).orElseThrow())
                        .toList(),
                in.stream().map(BlockHeader::hash).toList());
    }
}
