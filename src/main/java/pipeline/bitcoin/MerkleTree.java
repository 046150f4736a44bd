package pipeline.bitcoin;

import java.util.Arrays;

/** The tree whose root stands for all transactions of a block (Bitcoin Core, {@code ComputeMerkleRoot}). */
final class MerkleTree {

    private static final int SIZE = DoubleSha256.SIZE;

    private MerkleTree() {}

    /**
     * Turns the leaves into the root, which ends up in the first 32 bytes.
     *
     * @param hashes the leaves, 32 bytes each, at least one; overwritten
     * @throws BadBlockException when two neighbours are equal: a level of odd length is paired with its own last hash, so a block
     *     whose last transactions occur twice has the root of the block without them (CVE-2012-2459)
     */
    static void reduce(byte[] hashes, DoubleSha256 sha) throws BadBlockException {
        for (int count = hashes.length / SIZE; count > 1; count = (count + 1) / 2) {
            for (int left = 0; left < count; left += 2) {
                int right = left + 1 < count ? left + 1 : left;
                if (left != right && same(hashes, left, right)) {
                    throw new BadBlockException(
                            "Expected transactions that differ, found some twice in a row (CVE-2012-2459)");
                }
                sha.update(hashes, left * SIZE, (left + 1) * SIZE)
                        .update(hashes, right * SIZE, (right + 1) * SIZE)
                        .finish(hashes, left / 2 * SIZE);
            }
        }
    }

    private static boolean same(byte[] hashes, int left, int right) {
        return Arrays.equals(hashes, left * SIZE, (left + 1) * SIZE, hashes, right * SIZE, (right + 1) * SIZE);
    }
}
