package pipeline;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;

/** Regtest blocks as many and as large as a test needs, mined on any block. */
final class MinedChain {

    private static final int HEADER = 80;
    private static final int BITS = 0x207fffff;
    private static final int OP_RETURN = 0x6a;
    private static final int FIRST_TIME = 1_700_000_000;

    private MinedChain() {}

    /**
     * The genesis block and those above it.
     *
     * @param bytes of each, 300 or more, nearly all of them in one output that nobody can compress
     */
    static List<RawBlock> of(int blocks, int bytes) {
        List<RawBlock> chain = new ArrayList<>(SampleChain.blocks().subList(0, 1));
        chain.addAll(on(chain.get(0), blocks, bytes));
        return chain;
    }

    /**
     * The chain with blocks of 70 KB on top.
     *
     * @param time of the first of them, epoch seconds; the others follow every ten minutes
     */
    static List<RawBlock> above(List<RawBlock> below, int blocks, int time) {
        Random random = new Random(time);
        List<RawBlock> chain = new ArrayList<>(below);
        for (int added = 0; added < blocks; added++) {
            int height = chain.size();
            chain.add(mine(height, chain.get(height - 1).hash(), time + 600 * added, coinbase(height, 70_000, random)));
        }
        return chain;
    }

    /** Blocks above another; with every number of them another branch. */
    static List<RawBlock> on(RawBlock parent, int blocks, int bytes) {
        Random random = new Random(blocks);
        List<RawBlock> branch = new ArrayList<>();
        RawBlock tip = parent;
        for (int mined = 0; mined < blocks; mined++) {
            int height = tip.height() + 1;
            tip = mine(height, tip.hash(), FIRST_TIME + 600 * height, coinbase(height, bytes, random));
            branch.add(tip);
        }
        return branch;
    }

    private static byte[] coinbase(int height, int bytes, Random random) {
        byte[] script = new byte[bytes];
        random.nextBytes(script);
        script[0] = OP_RETURN;
        ByteBuffer transaction = littleEndian(bytes + 100);
        transaction.putInt(2).put((byte) 1).put(new byte[32]).putInt(-1);
        transaction.put((byte) 5).put((byte) 4).putInt(height).putInt(-1);
        transaction.put((byte) 1).putLong(0);
        putCompactSize(script.length, transaction);
        transaction.put(script);
        transaction.putInt(0);
        return written(transaction);
    }

    /** Of a size above 252, which takes more than one byte. */
    private static void putCompactSize(int size, ByteBuffer to) {
        if (size < 1 << 16) {
            to.put((byte) 0xfd).putShort((short) size);
            return;
        }
        to.put((byte) 0xfe).putInt(size);
    }

    private static RawBlock mine(int height, String previousHash, int time, byte[] coinbase) {
        ByteBuffer block = littleEndian(HEADER + 1 + coinbase.length);
        block.putInt(0x20000000).put(reversed(HexFormat.of().parseHex(previousHash)));
        // of a block with one transaction, its hash is the merkle root
        block.put(hash(coinbase, coinbase.length)).putInt(time).putInt(BITS);
        int nonceAt = block.position();
        block.putInt(0).put((byte) 1).put(coinbase);
        byte[] hash = hash(block.array(), HEADER);
        // the target is half of all hashes
        for (int nonce = 1; hash[31] < 0; nonce++) {
            block.putInt(nonceAt, nonce);
            hash = hash(block.array(), HEADER);
        }
        return new RawBlock(height, HexFormat.of().formatHex(reversed(hash)), block.array());
    }

    private static byte[] hash(byte[] bytes, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, length);
            return sha256.digest(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuffer littleEndian(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
