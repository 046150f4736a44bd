package pipeline.bitcoin;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes the raw block of a record again, byte for byte what {@link BlockDecoder} made the record from. */
public final class BlockEncoder {

    private static final long NO_OUTPUT = 0xffffffffL;

    private BlockEncoder() {}

    /**
     * Only writes: whether the result is that block is for {@link BlockDecoder} to say.
     *
     * @throws BadBlockException when the record holds what no block can: a hash that is none, a number out of its range
     */
    public static byte[] encode(Block block) throws BadBlockException {
        ByteWriter writer = new ByteWriter(block.getSize());
        writer.signed32(block.getVersion());
        writer.hash(block.getPreviousBlockHash());
        writer.hash(block.getMerkleRoot());
        writer.unsigned32(block.getTimestamp());
        writer.signed32(Target.of(block.getBits()).bits());
        writer.unsigned32(block.getNonce());
        writer.compactSize(block.getTransactions().size());
        for (Transaction transaction : block.getTransactions()) {
            write(transaction, writer);
        }
        return writer.toBytes();
    }

    private static void write(Transaction transaction, ByteWriter writer) throws BadBlockException {
        boolean witnesses = hasWitness(transaction.getInputs());
        writer.unsigned32(transaction.getVersion());
        if (witnesses) {
            writer.unsigned8(TransactionDecoder.WITNESS_MARKER);
            writer.unsigned8(TransactionDecoder.WITNESS_FLAG);
        }
        writer.compactSize(transaction.getInputs().size());
        for (Input input : transaction.getInputs()) {
            write(input, writer);
        }
        writer.compactSize(transaction.getOutputs().size());
        for (Output output : transaction.getOutputs()) {
            writer.signed64(output.getValue());
            writer.sizedBytes(output.getScriptHex());
        }
        if (witnesses) {
            for (Input input : transaction.getInputs()) {
                writeWitness(input, writer);
            }
        }
        writer.unsigned32(transaction.getLockTime());
    }

    private static boolean hasWitness(List<Input> inputs) {
        for (Input input : inputs) {
            if (!input.getWitness().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static void write(Input input, ByteWriter writer) throws BadBlockException {
        if ((input.getSpentTransactionHash() == null) != (input.getSpentOutputIndex() == null)) {
            throw new BadBlockException(
                    "Expected spent_transaction_hash and spent_output_index, or neither, found one");
        }
        writer.hash(input.getSpentTransactionHash());
        writer.unsigned32(input.getSpentOutputIndex() == null ? NO_OUTPUT : input.getSpentOutputIndex());
        writer.sizedBytes(input.getScriptHex());
        writer.unsigned32(input.getSequence());
    }

    private static void writeWitness(Input input, ByteWriter writer) {
        writer.compactSize(input.getWitness().size());
        for (ByteBuffer item : input.getWitness()) {
            writer.sizedBytes(item);
        }
    }
}
