package pipeline.chain;

/**
 * A block as it goes to Kafka, in half the memory of a decoded one, so that many can wait to be sent.
 *
 * @param key height, decimal text
 * @param value as {@code raw-blocks} has it
 * @param entry as the chain index has it
 * @param totals of the block
 */
public record BlockRecord(String key, byte[] value, byte[] entry, BlockTotals totals) {}
