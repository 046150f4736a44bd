package pipeline.sinks;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.util.List;
import pipeline.avro.TransactionJson;

/** A transaction with the block that has it: what a route finds in the body where it splits a block by its transactions. */
public record BlockTransaction(Block block, Transaction transaction) {

    public long blockHeight() {
        return block.getHeight();
    }

    public String blockHash() {
        return block.getHash();
    }

    /** Epoch seconds. */
    public long blockTimestamp() {
        return block.getTimestamp();
    }

    /** Position in the block, from 0. With the height it is a key; the transaction's hash is none: two occur twice in the chain. */
    public int index() {
        return transaction.getIndex();
    }

    public String hash() {
        return transaction.getHash();
    }

    public List<Input> inputs() {
        return transaction.getInputs();
    }

    public List<Output> outputs() {
        return transaction.getOutputs();
    }

    /** One JSON object in one line; see {@link TransactionJson}. */
    public String json() {
        return TransactionJson.of(block, transaction);
    }

    @Override
    public String toString() {
        return "Transaction " + index() + " of block " + blockHeight();
    }
}
