package pipeline.verify;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.util.Arrays;

/**
 * What outputs are and what inputs say of them, in pairs of longs: which output, hashed to 64 bits, then in one long a 40-bit
 * hash of value, type and address with, in the low 24 bits, the height of the block that says so. Four billion outputs are 64
 * GB that way. A false value passes with a chance of one in a trillion; against an outpoint's hash that two have in common, any
 * of the outputs under it counts.
 */
final class PrevoutHashes {

    private static final int HEIGHT_BITS = 24;
    private static final long HEIGHT = (1L << HEIGHT_BITS) - 1;

    private static final long PRIME = 0x9e3779b97f4a7c15L;

    private long[] pairs;
    private int length;
    private final long height;

    private PrevoutHashes(long height, int outputs) {
        this.height = height & HEIGHT;
        pairs = new long[2 * outputs];
    }

    /** Of all outputs of a block. */
    static long[] created(Block block, int outputs) {
        PrevoutHashes hashes = new PrevoutHashes(block.getHeight(), outputs);
        for (Transaction transaction : block.getTransactions()) {
            long first = first(transaction.getHash());
            long second = second(transaction.getHash());
            for (Output output : transaction.getOutputs()) {
                hashes.add(
                        mix(first ^ mix(second + output.getIndex())),
                        claim(output.getValue(), output.getType(), output.getAddress()));
            }
        }
        return hashes.pairs;
    }

    /** Of all inputs of a block that say what they spend. */
    static long[] spent(Block block, int inputs) {
        PrevoutHashes hashes = new PrevoutHashes(block.getHeight(), inputs);
        for (Transaction transaction : block.getTransactions()) {
            for (Input input : transaction.getInputs()) {
                if (says(input)) {
                    hashes.add(outpoint(input), claim(input));
                }
            }
        }
        return hashes.length == hashes.pairs.length ? hashes.pairs : Arrays.copyOf(hashes.pairs, hashes.length);
    }

    static boolean says(Input input) {
        return input.getSpentTransactionHash() != null && input.getValue() != null;
    }

    static int height(long claim) {
        return (int) (claim & HEIGHT);
    }

    static boolean sameClaim(long one, long other) {
        return one >>> HEIGHT_BITS == other >>> HEIGHT_BITS;
    }

    static long outpoint(Input input) {
        String hash = input.getSpentTransactionHash();
        return mix(first(hash) ^ mix(second(hash) + input.getSpentOutputIndex()));
    }

    private static long first(String transactionHash) {
        return Long.parseUnsignedLong(transactionHash, 0, 16, 16);
    }

    private static long second(String transactionHash) {
        return Long.parseUnsignedLong(transactionHash, 16, 32, 16);
    }

    private static long claim(Input input) {
        return claim(input.getValue(), input.getType(), input.getAddress());
    }

    private static long claim(long value, String type, String address) {
        return add(add(mix(value), type), address);
    }

    private static long add(long hash, String text) {
        if (text == null) {
            return mix(hash);
        }
        long sum = hash;
        int index = 0;
        // four at a time, since each multiplication waits for the one before
        for (; index + 4 <= text.length(); index += 4) {
            long four = (long) text.charAt(index) << 48
                    | (long) text.charAt(index + 1) << 32
                    | (long) text.charAt(index + 2) << 16
                    | text.charAt(index + 3);
            sum = (sum ^ four) * PRIME;
            sum ^= sum >>> 29;
        }
        for (; index < text.length(); index++) {
            sum = (sum ^ text.charAt(index)) * PRIME;
        }
        return mix(sum + text.length());
    }

    /** The finalizer of MurmurHash3: each bit of the result depends on each bit of the value. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    private void add(long outpoint, long claim) {
        pairs[length++] = outpoint;
        pairs[length++] = claim & ~HEIGHT | height;
    }
}
