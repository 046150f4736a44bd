package pipeline.avro;

import java.nio.ByteBuffer;

/** Bytes as lower-case hex digits in ASCII, in one array that is used again and again. For one thread. */
final class HexBuffer {

    private static final byte[] FIRST_DIGIT = new byte[256];
    private static final byte[] SECOND_DIGIT = new byte[256];

    static {
        for (int value = 0; value < 256; value++) {
            FIRST_DIGIT[value] = (byte) Character.forDigit(value >> 4, 16);
            SECOND_DIGIT[value] = (byte) Character.forDigit(value & 0xf, 16);
        }
    }

    private byte[] digits = new byte[1024];

    /** Two digits a byte; leaves the buffer's position alone. The array is overwritten by the next call. */
    byte[] encode(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (digits.length < 2 * length) {
            digits = new byte[2 * Math.max(length, digits.length)];
        }
        byte[] target = digits;
        int start = bytes.position();
        for (int index = 0; index < length; index++) {
            int value = bytes.get(start + index) & 0xff;
            target[2 * index] = FIRST_DIGIT[value];
            target[2 * index + 1] = SECOND_DIGIT[value];
        }
        return target;
    }

    /**
     * The bytes that the digits stand for.
     *
     * @throws IllegalArgumentException when they are not pairs of lower-case hex digits
     */
    static byte[] decode(char[] text, int start, int length) {
        if (length % 2 != 0) {
            throw new IllegalArgumentException("an odd number of hex digits: " + length);
        }
        byte[] bytes = new byte[length / 2];
        for (int index = 0; index < bytes.length; index++) {
            int high = digit(text[start + 2 * index]);
            int low = digit(text[start + 2 * index + 1]);
            bytes[index] = (byte) (high << 4 | low);
        }
        return bytes;
    }

    private static int digit(char character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        if (character >= 'a' && character <= 'f') {
            return character - 'a' + 10;
        }
        throw new IllegalArgumentException("not a lower-case hex digit: " + character);
    }
}
