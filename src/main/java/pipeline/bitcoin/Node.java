package pipeline.bitcoin;

/** A Bitcoin full node, or several that stand in for each other. */
@FunctionalInterface
public interface Node {

    /**
     * @throws NodeException when no node could answer
     * @throws BadBlockException when the answer holds bytes that cannot be read
     */
    <T> T ask(NodeQuestion<T> question) throws NodeException, BadBlockException;
}
