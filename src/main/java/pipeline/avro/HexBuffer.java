package pipeline.avro;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes as lower-case hex digits in ASCII, in one array that is used again and again. For one thread. */
final class HexBuffer {

    private static final byte[] FIRST_DIGIT = new byte[256];
    private static final byte[] SECOND_DIGIT = new byte[256];

    /** Of the digit that an ASCII character is, −1 of any other: looked up, since no branch can be foretold in hex. */
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int value = 0; value < 16; value++) {
            VALUES[Character.forDigit(value, 16)] = (byte) value;
        }
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
            char high = text[start + 2 * index];
            char low = text[start + 2 * index + 1];
            int value = (high | low) < VALUES.length ? VALUES[high] << 4 | VALUES[low] : -1;
            if (value < 0) {
                throw noDigit(high, low);
            }
            bytes[index] = (byte) value;
        }
        return bytes;
    }

    private static IllegalArgumentException noDigit(char high, char low) {
        boolean isHighOne = high < VALUES.length && VALUES[high] >= 0;
        return new IllegalArgumentException("not a lower-case hex digit: " + (isHighOne ? low : high));
    }
}
