package pipeline.sinks;

import bitcoin.chain.Block;
import bitcoin.chain.Transaction;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;
import pipeline.chain.ChainIndex;

/**
 * The bean {@code blockPoints}: a block as a point of the measurement {@code blocks}, in the line protocol that InfluxDB and many
 * others take. It has no tags. Two blocks may share a time, and a point is told by nothing else, so each second's nanoseconds are
 * the heights.
 */
public final class BlockPoints {

    private static final long NANOS = 1_000_000_000;

    private final ChainIndex chainIndex;

    public BlockPoints(ChainIndex chainIndex) {
        this.chainIndex = chainIndex;
    }

    /**
     * Fields, all but the last integers: height, size, stripped_size, weight, transaction_count, input_count and output_count with
     * the coinbase's, output_value in satoshi with the coinbase's, fees in satoshi where they are known, interval in seconds from
     * the block before by the miners' times (it may be negative) where that is published, difficulty.
     */
    public String line(Block block) {
        StringJoiner fields = new StringJoiner(",", "blocks ", " " + time(block));
        fields.add(integer("height", block.getHeight()));
        fields.add(integer("size", block.getSize()));
        fields.add(integer("stripped_size", block.getStrippedSize()));
        fields.add(integer("weight", block.getWeight()));
        fields.add(integer("transaction_count", block.getTransactionCount()));
        fields.add(integer("input_count", sum(block, Transaction::getInputCount)));
        fields.add(integer("output_count", sum(block, Transaction::getOutputCount)));
        fields.add(integer("output_value", sum(block, Transaction::getOutputValue)));
        if (block.getTransactions().stream().allMatch(BlockPoints::hasKnownFee)) {
            fields.add(
                    integer("fees", sum(block, transaction -> transaction.getIsCoinbase() ? 0 : transaction.getFee())));
        }
        OptionalLong before = chainIndex.timeOf(block.getHeight() - 1, block.getPreviousBlockHash());
        before.ifPresent(time -> fields.add(integer("interval", block.getTimestamp() - time)));
        fields.add("difficulty=" + block.getDifficulty());
        return fields.toString();
    }

    /** The point's time, epoch nanoseconds: the miner's time in seconds, and the height as nanoseconds. */
    public long time(Block block) {
        return block.getTimestamp() * NANOS + block.getHeight();
    }

    /** The point's time as RFC 3339 has it, such as {@code 2009-01-09T02:54:25.000000001Z}. */
    public String instant(Block block) {
        return Instant.ofEpochSecond(block.getTimestamp(), block.getHeight()).toString();
    }

    private static boolean hasKnownFee(Transaction transaction) {
        return transaction.getIsCoinbase() || transaction.getFee() != null;
    }

    private static long sum(Block block, ToLongFunction<Transaction> field) {
        return block.getTransactions().stream().mapToLong(field).sum();
    }

    private static String integer(String field, long value) {
        return field + "=" + value + "i";
    }
}
