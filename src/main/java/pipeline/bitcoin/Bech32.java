package pipeline.bitcoin;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The segwit address form: bech32 for version 0 (BIP173), bech32m from version 1 on (BIP350). */
final class Bech32 {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final byte[] DIGITS = ALPHABET.getBytes(StandardCharsets.US_ASCII);
    private static final int[] GENERATORS = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};

    /** For each five bits that leave the checksum, all generators that they call for. */
    private static final int[] MIXED = new int[32];

    static {
        for (int top = 0; top < MIXED.length; top++) {
            for (int bit = 0; bit < GENERATORS.length; bit++) {
                MIXED[top] ^= GENERATORS[bit] & -(top >>> bit & 1);
            }
        }
    }

    private static final int BECH32 = 1;
    private static final int BECH32M = 0x2bc830a3;
    private static final int CHECKSUM_DIGITS = 6;

    private final byte[] text;
    private int length;
    private int checksum = 1;

    private Bech32(int capacity) {
        text = new byte[capacity];
    }

    /**
     * @param prefix the network's human-readable part
     * @param version of the witness program, 0 to 16
     * @param bytes hold the witness program from {@code start} to their end
     */
    static String encode(String prefix, int version, byte[] bytes, int start) {
        int programDigits = ((bytes.length - start) * 8 + 4) / 5;
        Bech32 address = new Bech32(prefix.length() + 2 + programDigits + CHECKSUM_DIGITS);
        address.prefix(prefix);
        address.digit(version);
        address.program(bytes, start);
        address.checksum(version == 0 ? BECH32 : BECH32M);
        return new String(address.text, StandardCharsets.ISO_8859_1);
    }

    /** Version and witness program in an address of this form, whose checksum is not looked at; empty where it has another. */
    static Optional<byte[]> programIn(String address) {
        int end = address.length() - CHECKSUM_DIGITS;
        int start = address.lastIndexOf('1') + 1;
        if (start == 0 || start >= end) {
            return Optional.empty();
        }
        byte[] program = new byte[1 + (end - start - 1) * 5 / 8];
        int pending = 0;
        int bits = 0;
        int length = 1;
        for (int next = start; next < end; next++) {
            int digit = ALPHABET.indexOf(address.charAt(next));
            if (digit < 0) {
                return Optional.empty();
            }
            if (next == start) {
                program[0] = (byte) digit;
                continue;
            }
            pending = pending << 5 | digit;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                program[length++] = (byte) (pending >> bits);
            }
        }
        return Optional.of(program);
    }

    private void prefix(String prefix) {
        for (int next = 0; next < prefix.length(); next++) {
            mix(prefix.charAt(next) >>> 5);
        }
        mix(0);
        for (int next = 0; next < prefix.length(); next++) {
            mix(prefix.charAt(next) & 31);
            text[length++] = (byte) prefix.charAt(next);
        }
        text[length++] = '1';
    }

    /** Groups of five bits, the last one filled up with zeros. */
    private void program(byte[] bytes, int start) {
        int pending = 0;
        int bits = 0;
        for (int next = start; next < bytes.length; next++) {
            pending = pending << 8 | bytes[next] & 0xff;
            for (bits += 8; bits >= 5; bits -= 5) {
                digit(pending >>> (bits - 5) & 31);
            }
        }
        if (bits > 0) {
            digit(pending << (5 - bits) & 31);
        }
    }

    private void digit(int value) {
        mix(value);
        text[length++] = DIGITS[value];
    }

    private void checksum(int constant) {
        for (int next = 0; next < CHECKSUM_DIGITS; next++) {
            mix(0);
        }
        int value = checksum ^ constant;
        for (int shift = 5 * (CHECKSUM_DIGITS - 1); shift >= 0; shift -= 5) {
            text[length++] = DIGITS[value >>> shift & 31];
        }
    }

    private void mix(int value) {
        checksum = (checksum & 0x1ffffff) << 5 ^ value ^ MIXED[checksum >>> 25];
    }
}
