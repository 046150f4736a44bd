package pipeline;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import pipeline.embedded.SampleChain.RawBlock;

/** A block as large as Bitcoin allows, put together by hand from BIPs 34, 141 and 144, and mined for regtest. */
final class LargeBlock {

    private static final String EASIEST_BITS = "ffff7f20";
    private static final String EASIEST_TARGET = "7fffff" + "0".repeat(58);
    private static final String NO_HASH = "00".repeat(32);

    /** All but the rest of four million units of weight. */
    private static final int WITNESS = 3_990_000;

    private LargeBlock() {}

    /** A block after a tip of any height from 128 to 32767; it spends what is not there, which only a node would find. */
    static RawBlock after(RawBlock tip) {
        byte[] inputs = hex("01", "ab".repeat(32), "00000000", "00", "ffffffff");
        byte[] outputs = hex("01", "e803000000000000", "01", "6a");
        byte[] script = new byte[WITNESS];
        new Random(tip.height()).nextBytes(script);
        byte[] witness =
                join(hex("03", "40", "01".repeat(64), "fe"), number(WITNESS, 4), script, hex("21", "c0".repeat(33)));
        byte[] spender = join(hex("02000000", "0001"), inputs, outputs, witness, hex("00000000"));
        byte[] spenderId = hash(join(hex("02000000"), inputs, outputs, hex("00000000")));

        byte[] witnessRoot = hash(join(hex(NO_HASH), hash(spender)));
        byte[] commitment = hash(join(witnessRoot, hex(NO_HASH)));
        byte[] coinbaseInputs =
                join(hex("01", NO_HASH, "ffffffff", "03", "02"), number(tip.height() + 1, 2), hex("ffffffff"));
        byte[] coinbaseOutputs =
                join(hex("02", "00f9029500000000", "01", "51", "0000000000000000", "26", "6a24aa21a9ed"), commitment);
        byte[] coinbase = join(
                hex("02000000", "0001"), coinbaseInputs, coinbaseOutputs, hex("01", "20", NO_HASH), hex("00000000"));
        byte[] coinbaseId = hash(join(hex("02000000"), coinbaseInputs, coinbaseOutputs, hex("00000000")));

        byte[] header = mined(join(
                hex("00000020"),
                reversed(hex(tip.hash())),
                hash(join(coinbaseId, spenderId)),
                // a second after the tip
                number(time(tip) + 1, 4),
                hex(EASIEST_BITS)));
        return new RawBlock(tip.height() + 1, text(hash(header)), join(header, hex("02"), coinbase, spender));
    }

    private static byte[] mined(byte[] headerWithoutNonce) {
        for (int nonce = 0; ; nonce++) {
            byte[] header = join(headerWithoutNonce, number(nonce, 4));
            if (text(hash(header)).compareTo(EASIEST_TARGET) <= 0) {
                return header;
            }
        }
    }

    private static long time(RawBlock block) {
        long time = 0;
        for (int index = 71; index >= 68; index--) {
            time = time << 8 | Byte.toUnsignedLong(block.raw()[index]);
        }
        return time;
    }

    private static byte[] hash(byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return sha256.digest(sha256.digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] hash) {
        return HexFormat.of().formatHex(reversed(hash));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            reversed[index] = bytes[bytes.length - 1 - index];
        }
        return reversed;
    }

    private static byte[] number(long value, int bytes) {
        byte[] littleEndian = new byte[bytes];
        for (int index = 0; index < bytes; index++) {
            littleEndian[index] = (byte) (value >>> 8 * index);
        }
        return littleEndian;
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
