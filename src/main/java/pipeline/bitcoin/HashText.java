package pipeline.bitcoin;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A hash as text in RPC byte order: the 32 bytes backwards, in hex. */
final class HashText {

    private static final byte[] HIGH_DIGIT = new byte[256];
    private static final byte[] LOW_DIGIT = new byte[256];

    static {
        byte[] digits = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        for (int value = 0; value < 256; value++) {
            HIGH_DIGIT[value] = digits[value >>> 4];
            LOW_DIGIT[value] = digits[value & 15];
        }
    }

    private HashText() {}

    static String of(byte[] bytes, int start) {
        byte[] text = new byte[2 * DoubleSha256.SIZE];
        int next = start + DoubleSha256.SIZE;
        for (int digit = 0; digit < text.length; digit += 2) {
            int value = bytes[--next] & 0xff;
            text[digit] = HIGH_DIGIT[value];
            text[digit + 1] = LOW_DIGIT[value];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    static boolean isZero(byte[] bytes, int start) {
        int end = start + DoubleSha256.SIZE;
        for (int next = start; next < end; next++) {
            if (bytes[next] != 0) {
                return false;
            }
        }
        return true;
    }

    /** The 32 bytes of a text; all zero for null. */
    static byte[] toBytes(String text) throws BadBlockException {
        byte[] bytes = new byte[DoubleSha256.SIZE];
        if (text == null) {
            return bytes;
        }
        byte[] backwards = parse(text);
        for (int next = 0; next < bytes.length; next++) {
            bytes[next] = backwards[bytes.length - 1 - next];
        }
        return bytes;
    }

    private static byte[] parse(String text) throws BadBlockException {
        try {
            if (text.length() == 2 * DoubleSha256.SIZE) {
                return HexFormat.of().parseHex(text);
            }
        } catch (IllegalArgumentException e) {
            // told below, as any other text that is no hash
        }
        throw new BadBlockException("Expected a hash of 64 hex digits, found '" + text + "'");
    }
}
