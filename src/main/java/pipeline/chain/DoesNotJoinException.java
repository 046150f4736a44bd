package pipeline.chain;

import pipeline.bitcoin.NodeException;

/** The node's chain and the published one differ: there is a reorg that nobody has looked at yet, or the node is on another chain. */
public final class DoesNotJoinException extends NodeException {

    private static final long serialVersionUID = 1L;

    DoesNotJoinException(String message) {
        super(message);
    }
}
