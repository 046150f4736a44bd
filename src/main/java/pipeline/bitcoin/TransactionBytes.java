package pipeline.bitcoin;

/**
 * Where the parts of a transaction lie in the raw block, for its sizes and hashes (BIP141, BIP144).
 *
 * @param start first byte, of the version
 * @param body first byte of the inputs' count, behind marker and flag where there are witnesses
 * @param witnesses first byte behind the outputs
 * @param lockTime first byte of the lock time
 */
record TransactionBytes(byte[] raw, int start, int body, int witnesses, int lockTime) {

    private static final int VERSION_SIZE = 4;
    private static final int LOCK_TIME_SIZE = 4;
    private static final int OUTPOINT_INDEX = 1 + DoubleSha256.SIZE;

    /** Whether this is the serialization with witnesses. */
    boolean hasWitness() {
        return body != start + VERSION_SIZE;
    }

    /** One input, which spends nothing ({@code CTransaction::IsCoinBase}). */
    boolean isCoinbase() {
        return raw[body] == 1
                && HashText.isZero(raw, body + 1)
                && (raw[body + OUTPOINT_INDEX]
                                & raw[body + OUTPOINT_INDEX + 1]
                                & raw[body + OUTPOINT_INDEX + 2]
                                & raw[body + OUTPOINT_INDEX + 3])
                        == -1;
    }

    long size() {
        return end() - start;
    }

    long weight() {
        return 3 * strippedSize() + size();
    }

    long virtualSize() {
        return (weight() + 3) / 4;
    }

    /** Hashes the serialization without witnesses, straight from the raw block. */
    void hash(DoubleSha256 sha, byte[] target, int at) {
        if (!hasWitness()) {
            witnessHash(sha, target, at);
            return;
        }
        sha.update(raw, start, start + VERSION_SIZE)
                .update(raw, body, witnesses)
                .update(raw, lockTime, end())
                .finish(target, at);
    }

    /** Hashes the whole serialization. */
    void witnessHash(DoubleSha256 sha, byte[] target, int at) {
        sha.update(raw, start, end()).finish(target, at);
    }

    private long strippedSize() {
        return VERSION_SIZE + (witnesses - body) + LOCK_TIME_SIZE;
    }

    private int end() {
        return lockTime + LOCK_TIME_SIZE;
    }
}
