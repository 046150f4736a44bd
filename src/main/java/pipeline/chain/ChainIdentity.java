package pipeline.chain;

import java.util.List;
import java.util.function.Supplier;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;

/** Whether what is published and what the node has are the same chain. */
public final class ChainIdentity {

    private final Node node;
    private final PublishedChain index;
    private final String topic;
    private final Supplier<String> network;

    /**
     * @param topic of the blocks
     * @param network the node's, by the name that the chain index keeps
     */
    public ChainIdentity(Node node, PublishedChain index, String topic, Supplier<String> network) {
        this.node = node;
        this.index = index;
        this.topic = topic;
        this.network = network;
    }

    /** @throws RefusedException when the network differs, or no published block is in the node's chain */
    public void check() throws NodeException, BadBlockException, RefusedException {
        index.refresh();
        if (index.lowest().isEmpty()) {
            return;
        }
        ChainInfo chain = node.ask(NodeDialect::chainInfo);
        int lowest = index.lowest().orElseThrow();
        if (chain.height() < lowest) {
            throw new NodeException("The node is behind what is published: its tip is " + chain.height()
                    + ", the lowest published height " + lowest);
        }
        // two chains that share any block share all below it
        if (network.get().equals(index.network().get())
                && hashAt(lowest).equals(index.hashAt(lowest).orElseThrow())) {
            return;
        }
        int height = (int) Math.min(chain.height(), index.highest().orElseThrow());
        int told = index.hashAt(height).isPresent() ? height : lowest;
        throw new RefusedException(
                "Topic " + topic + " holds another chain than the node's: at height " + told + " it has "
                        + index.hashAt(told).orElseThrow() + " (network "
                        + index.network().get() + "), the node "
                        + hashAt(told) + " (network " + network.get()
                        + "). Set kafka.topics.raw-blocks to a topic of its own for this"
                        + " chain and archive.directory to a folder of its own, or bitcoin.rpc.url to a node of that network.");
    }

    private String hashAt(long height) throws NodeException, BadBlockException {
        List<String> hashes = node.ask(dialect -> dialect.hashes(height, 1));
        if (hashes.isEmpty()) {
            throw new NodeException("The node's chain no longer reaches height " + height);
        }
        return hashes.get(0);
    }
}
