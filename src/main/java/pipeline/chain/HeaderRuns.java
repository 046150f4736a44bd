package pipeline.chain;

import java.util.ArrayList;
import java.util.List;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeException;

/** Runs of headers of the node's best chain. */
record HeaderRuns(Node node) {

    /** Headers asked for in one call. */
    private static final int CALL = 101;

    /** Headers in height order, fewer where the chain ends before; none where it does not reach that height. */
    List<BlockHeader> from(long height, int count) throws NodeException, BadBlockException {
        List<BlockHeader> run = new ArrayList<>();
        while (run.size() < count) {
            int asked = Math.min(CALL, count - run.size());
            List<BlockHeader> some = call(height + run.size(), asked);
            run.addAll(some);
            if (some.size() < asked) {
                break;
            }
        }
        requireThatTheyFollow(height, run);
        return run;
    }

    private List<BlockHeader> call(long height, int count) throws NodeException, BadBlockException {
        List<String> hashes = node.ask(dialect -> dialect.hashes(height, count));
        return hashes.isEmpty() ? List.of() : node.ask(dialect -> dialect.headers(hashes, count));
    }

    private static void requireThatTheyFollow(long first, List<BlockHeader> run) throws NodeException {
        for (int i = 0; i < run.size(); i++) {
            BlockHeader header = run.get(i);
            if (header.height() != first + i || i > 0 && !run.get(i - 1).hash().equals(header.previousHash())) {
                throw new NodeException("The node's chain changed at height " + (first + i) + " while it was read");
            }
        }
    }
}
