package pipeline.bitcoin;

/**
 * What a node says of a block besides its bytes.
 *
 * @param hash 64 hex digits, RPC byte order
 * @param height blocks before this one
 * @param previousHash null at genesis
 * @param time the miner's time, epoch seconds
 * @param medianTime median of the times of this block and the ten before, epoch seconds (BIP113)
 * @param difficulty work relative to the lowest of the main network
 * @param chainWork hashes expected to have been needed for the chain up to here, 64 hex digits
 * @param transactionCount transactions in the block, a hint at its size
 * @param confirmations 1 for the tip; −1 for a block that is not in the node's best chain
 */
public record BlockHeader(
        String hash,
        long height,
        String previousHash,
        long time,
        long medianTime,
        double difficulty,
        String chainWork,
        int transactionCount,
        long confirmations) {}
