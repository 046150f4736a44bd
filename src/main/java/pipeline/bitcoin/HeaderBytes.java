package pipeline.bitcoin;

/**
 * The 80 bytes a block begins with.
 *
 * @param hash of these bytes; it and the others are 64 hex digits, RPC byte order
 * @param previousHash null at genesis, where it is all zeros
 * @param time epoch seconds
 * @param nonce unsigned 32-bit
 */
record HeaderBytes(
        String hash, int version, String previousHash, String merkleRoot, long time, Target target, long nonce) {

    private static final int SIZE = 80;
    private static final String NO_HASH = "0".repeat(2 * DoubleSha256.SIZE);

    static HeaderBytes read(byte[] raw, ByteReader reader, DoubleSha256 sha) throws BadBlockException {
        int start = reader.position();
        reader.fork().skip(SIZE);
        byte[] hash = new byte[DoubleSha256.SIZE];
        sha.update(raw, start, start + SIZE).finish(hash, 0);
        int version = reader.signed32();
        String previousHash = reader.hash();
        return new HeaderBytes(
                HashText.of(hash, 0),
                version,
                previousHash.equals(NO_HASH) ? null : previousHash,
                reader.hash(),
                reader.unsigned32(),
                new Target(reader.signed32()),
                reader.unsigned32());
    }

    /** Whether these bytes are the header of the block that was asked for. */
    void expect(BlockHeader header) throws BadBlockException {
        if (!hash.equals(header.hash())) {
            throw new BadBlockException("Expected a header that hashes to " + header.hash() + ", found " + hash);
        }
        if (header.previousHash() != null && !header.previousHash().equals(previousHash)) {
            throw new BadBlockException(
                    "Expected the block to follow " + header.previousHash() + ", found " + previousHash);
        }
    }
}
