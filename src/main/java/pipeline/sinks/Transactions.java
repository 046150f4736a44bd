package pipeline.sinks;

import bitcoin.chain.Block;
import java.util.List;

/** The bean {@code transactions}: a block's transactions, to split it by. */
public final class Transactions {

    /** In the order of the block, each with its block. */
    public List<BlockTransaction> of(Block block) {
        return block.getTransactions().stream()
                .map(transaction -> new BlockTransaction(block, transaction))
                .toList();
    }

    /** The same as JSON, a line for each. */
    public List<String> json(Block block) {
        return of(block).stream().map(BlockTransaction::json).toList();
    }
}
