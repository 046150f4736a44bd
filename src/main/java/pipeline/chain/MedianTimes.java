package pipeline.chain;

import java.util.List;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeException;

/**
 * Finds heights by median time, which never goes backwards as the miners' times do (BIP113).
 *
 * @param tip highest height to look at
 */
record MedianTimes(Node node, long tip) {

    /** Lowest height whose median time is at least this, epoch seconds; tip + 1 when there is none. */
    long firstFrom(long time) throws NodeException, BadBlockException {
        long low = 0;
        long high = tip + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (medianTime(middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long medianTime(long height) throws NodeException, BadBlockException {
        List<String> hashes = node.ask(dialect -> dialect.hashes(height, 1));
        List<BlockHeader> headers = hashes.isEmpty() ? List.of() : node.ask(dialect -> dialect.headers(hashes, 1));
        if (headers.isEmpty()) {
            throw new NodeException("The node's chain changed while it was searched by time");
        }
        return headers.get(0).medianTime();
    }
}
