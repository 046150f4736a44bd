package pipeline.bitcoin;

import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The coinbase output that commits to all witnesses (BIP141; Bitcoin Core, {@code CheckWitnessMalleation}).
 *
 * <p>Whether a block must have one depends on when segwit became active: miners wrote commitments before, into blocks without
 * witnesses, which say nothing. After it, a block that commits but has no witness at all has been stripped of them.
 */
final class WitnessCommitment {

    private static final ByteBuffer SCRIPT_START = ByteBuffer.wrap(
                    new byte[] {0x6a, 0x24, (byte) 0xaa, 0x21, (byte) 0xa9, (byte) 0xed})
            .asReadOnlyBuffer();

    private static final int COMMITMENT_START = SCRIPT_START.capacity();
    private static final int SCRIPT_SIZE = COMMITMENT_START + DoubleSha256.SIZE;

    private WitnessCommitment() {}

    static void check(
            Network network, long height, List<Transaction> transactions, TransactionHashes hashes, DoubleSha256 sha)
            throws BadBlockException {
        boolean witnesses = transactions.stream().anyMatch(WitnessCommitment::hasWitness);
        ByteBuffer commitment = isSegwitActive(network, height, witnesses) ? find(transactions.get(0)) : null;
        if (commitment == null && witnesses) {
            throw new BadBlockException("Expected no witness in a block that does not commit to them, found some");
        }
        if (commitment != null) {
            expect(commitment, transactions.get(0), hashes, sha);
        }
    }

    /**
     * {@code SegwitHeight} in {@code chainparams.cpp}. On regtest it is an option of the node, so there a block shows by its
     * witnesses that segwit is active, and one that was stripped of them all cannot be told from one before it.
     */
    private static boolean isSegwitActive(Network network, long height, boolean witnesses) {
        return switch (network) {
            case MAIN -> height >= 481_824;
            case TEST -> height >= 834_624;
            case TESTNET4, SIGNET -> height >= 1;
            case REGTEST -> witnesses;
        };
    }

    /** What the last output of the right form holds; null where there is none ({@code GetWitnessCommitmentIndex}). */
    private static ByteBuffer find(Transaction coinbase) {
        ByteBuffer commitment = null;
        for (Output output : coinbase.getOutputs()) {
            ByteBuffer script = output.getScriptHex();
            if (script.remaining() >= SCRIPT_SIZE
                    && script.slice(0, COMMITMENT_START).equals(SCRIPT_START)) {
                commitment = script.slice(COMMITMENT_START, DoubleSha256.SIZE);
            }
        }
        return commitment;
    }

    private static void expect(ByteBuffer commitment, Transaction coinbase, TransactionHashes hashes, DoubleSha256 sha)
            throws BadBlockException {
        List<ByteBuffer> witness = coinbase.getInputs().get(0).getWitness();
        if (witness.size() != 1 || witness.get(0).remaining() != DoubleSha256.SIZE) {
            throw new BadBlockException(
                    "Expected one item of 32 bytes as the coinbase's witness, since the block commits"
                            + " to witnesses, found "
                            + witness.stream().map(ByteBuffer::remaining).toList()
                            + ": were the witnesses stripped?");
        }
        byte[] root = hashes.witnessRoot(sha);
        sha.update(root, 0, DoubleSha256.SIZE)
                .update(witness.get(0).array(), 0, DoubleSha256.SIZE)
                .finish(root, 0);
        String found = HashText.of(root, 0);
        byte[] expected = new byte[DoubleSha256.SIZE];
        commitment.get(expected);
        if (!HashText.of(expected, 0).equals(found)) {
            throw new BadBlockException(
                    "Expected witnesses that hash to the commitment " + HashText.of(expected, 0) + ", found " + found);
        }
    }

    private static boolean hasWitness(Transaction transaction) {
        return transaction.getWeight() != 4 * transaction.getSize();
    }
}
