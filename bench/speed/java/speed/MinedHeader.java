package speed;

import chaos.BlockBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** The header of a regtest block, to be put on another parent. */
final class MinedHeader {

    private static final int SIZE = 80;
    private static final int NONCE = 76;
    private static final int EASIEST_BITS = 0x207fffff;

    private MinedHeader() {}

    /** A copy of a block on another parent, with proof of work. */
    static byte[] on(String parent, int time, byte[] raw) {
        byte[] block = raw.clone();
        ByteBuffer header = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        header.put(4, new BlockBytes().hash(parent).toBytes());
        header.putInt(68, time).putInt(72, EASIEST_BITS);
        int nonce = 0;
        do {
            header.putInt(NONCE, nonce++);
        } while (!isProof(block));
        return block;
    }

    /** 64 hex digits, RPC byte order. */
    static String hash(byte[] raw) {
        return BlockBytes.text(BlockBytes.hash(Arrays.copyOf(raw, SIZE)));
    }

    // the easiest target is half of all hashes
    private static boolean isProof(byte[] block) {
        return HexFormat.fromHexDigit(hash(block).charAt(0)) < 8;
    }
}
