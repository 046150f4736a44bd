package pipeline.bitcoin;

/** The node has thrown the block's bytes away; asking again does not help. */
public class BlockPrunedException extends NodeException {

    private static final long serialVersionUID = 1L;

    public BlockPrunedException(String message) {
        super(message);
    }

    @Override
    BlockPrunedException of(String node) {
        return new BlockPrunedException(node + " " + getMessage());
    }
}
