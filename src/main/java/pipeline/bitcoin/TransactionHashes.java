package pipeline.bitcoin;

import java.util.Arrays;

/** The hashes of a block's transactions without and with their witnesses, side by side as the merkle trees take them. */
final class TransactionHashes {

    private final byte[] hashes;
    private final byte[] witnessHashes;

    TransactionHashes(int transactions) {
        hashes = new byte[transactions * DoubleSha256.SIZE];
        witnessHashes = new byte[transactions * DoubleSha256.SIZE];
    }

    void put(int index, TransactionBytes transaction, DoubleSha256 sha) {
        int at = index * DoubleSha256.SIZE;
        transaction.hash(sha, hashes, at);
        if (transaction.hasWitness()) {
            transaction.witnessHash(sha, witnessHashes, at);
            return;
        }
        System.arraycopy(hashes, at, witnessHashes, at, DoubleSha256.SIZE);
    }

    String hash(int index) {
        return HashText.of(hashes, index * DoubleSha256.SIZE);
    }

    String witnessHash(int index) {
        return HashText.of(witnessHashes, index * DoubleSha256.SIZE);
    }

    /** Whether the transactions are those the header stands for. */
    void expectRoot(String expected, DoubleSha256 sha) throws BadBlockException {
        byte[] root = hashes.clone();
        MerkleTree.reduce(root, sha);
        String found = HashText.of(root, 0);
        if (!found.equals(expected)) {
            throw new BadBlockException("Expected transactions with merkle root " + expected + ", found " + found);
        }
    }

    /** The root the witness commitment is made from: the coinbase, which holds the commitment, counts as zero (BIP141). */
    byte[] witnessRoot(DoubleSha256 sha) throws BadBlockException {
        byte[] root = witnessHashes.clone();
        Arrays.fill(root, 0, DoubleSha256.SIZE, (byte) 0);
        MerkleTree.reduce(root, sha);
        return root;
    }
}
