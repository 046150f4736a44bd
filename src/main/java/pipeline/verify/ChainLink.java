package pipeline.verify;

import java.math.BigInteger;

/**
 * What the blocks after it build on: a header that has been proven.
 *
 * @param previousHash null at genesis
 * @param time the miner's, epoch seconds
 * @param medianTime as the file says
 * @param work of this block alone
 * @param chainWork as the file says, 64 hex digits
 */
record ChainLink(String hash, String previousHash, long time, long medianTime, BigInteger work, String chainWork) {}
