package pipeline.chain;

import bitcoin.chain.Block;

/**
 * How much some blocks are.
 *
 * @param bytes of raw block
 */
public record RangeTotals(long blocks, long transactions, long bytes) {

    public static final RangeTotals NONE = new RangeTotals(0, 0, 0);

    public RangeTotals plus(Block block) {
        return new RangeTotals(blocks + 1, transactions + block.getTransactionCount(), bytes + block.getSize());
    }

    public RangeTotals minus(RangeTotals other) {
        return new RangeTotals(blocks - other.blocks, transactions - other.transactions, bytes - other.bytes);
    }
}
