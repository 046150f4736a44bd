package pipeline.chain;

import bitcoin.chain.Block;

/**
 * How much some blocks are.
 *
 * @param bytes of raw block
 */
public record BlockTotals(long blocks, long transactions, long bytes) {

    public static final BlockTotals NONE = new BlockTotals(0, 0, 0);

    public BlockTotals plus(Block block) {
        return new BlockTotals(blocks + 1, transactions + block.getTransactionCount(), bytes + block.getSize());
    }

    BlockTotals plus(BlockTotals other) {
        return new BlockTotals(blocks + other.blocks, transactions + other.transactions, bytes + other.bytes);
    }

    public BlockTotals minus(BlockTotals other) {
        return new BlockTotals(blocks - other.blocks, transactions - other.transactions, bytes - other.bytes);
    }
}
