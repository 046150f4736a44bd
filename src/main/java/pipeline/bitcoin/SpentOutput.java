package pipeline.bitcoin;

/**
 * The output an input spends (prevout).
 *
 * @param value satoshi
 * @param script the locking script
 */
public record SpentOutput(long value, byte[] script) {}
