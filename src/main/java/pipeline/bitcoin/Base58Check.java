package pipeline.bitcoin;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The older address form: a version byte, a hash of 20 bytes and a checksum, to the base of 58. */
final class Base58Check {

    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final byte[] DIGITS = ALPHABET.getBytes(StandardCharsets.US_ASCII);

    private static final int HASH_SIZE = 20;
    private static final int CHECKSUM_START = 1 + HASH_SIZE;
    private static final int PAYLOAD_SIZE = CHECKSUM_START + 4;

    /** Five digits of one division: 58^5 is the highest power whose remainders and a limb fit a long. */
    private static final long FIVE_DIGITS = 58L * 58 * 58 * 58 * 58;

    private static final int LIMBS = 7;

    /** Of a number of 25 bytes. */
    private static final int MOST_DIGITS = 35;

    private Base58Check() {}

    /**
     * @param version the network's byte for this kind of hash
     * @param bytes hold the hash from {@code start} on
     */
    static String encode(int version, byte[] bytes, int start, DoubleSha256 sha) {
        byte[] payload = new byte[CHECKSUM_START + DoubleSha256.SIZE];
        payload[0] = (byte) version;
        System.arraycopy(bytes, start, payload, 1, HASH_SIZE);
        sha.update(payload, 0, CHECKSUM_START).finish(payload, CHECKSUM_START);

        byte[] text = digits(limbs(payload));
        int zeros = 0;
        while (payload[zeros] == 0) {
            zeros++;
        }
        int first = 0;
        while (text[first] == DIGITS[0]) {
            first++;
        }
        // every leading zero byte shows as one leading zero digit, whatever the number's length
        return new String(text, first - zeros, text.length - first + zeros, StandardCharsets.ISO_8859_1);
    }

    /** The hash in an address of this form, whose checksum is not looked at; empty where it has another. */
    static Optional<byte[]> hashIn(String address) {
        BigInteger number = BigInteger.ZERO;
        for (byte character : address.getBytes(StandardCharsets.ISO_8859_1)) {
            int digit = ALPHABET.indexOf(character);
            if (digit < 0) {
                return Optional.empty();
            }
            number = number.multiply(BigInteger.valueOf(ALPHABET.length())).add(BigInteger.valueOf(digit));
        }
        if (number.bitLength() > PAYLOAD_SIZE * Byte.SIZE) {
            return Optional.empty();
        }
        // nor is the version above them
        byte[] hash = new byte[HASH_SIZE];
        BigInteger rest = number.shiftRight((PAYLOAD_SIZE - CHECKSUM_START) * Byte.SIZE);
        for (int next = HASH_SIZE - 1; next >= 0; next--) {
            hash[next] = rest.byteValue();
            rest = rest.shiftRight(Byte.SIZE);
        }
        return Optional.of(hash);
    }

    /** The payload as one number, in 32-bit limbs, highest first. */
    private static int[] limbs(byte[] payload) {
        int[] limbs = new int[LIMBS];
        for (int next = 0; next < PAYLOAD_SIZE; next++) {
            int limb = LIMBS - 1 - (PAYLOAD_SIZE - 1 - next) / 4;
            limbs[limb] = limbs[limb] << 8 | payload[next] & 0xff;
        }
        return limbs;
    }

    /** The number's digits behind leading zeros; leaves no limb but zeros. */
    private static byte[] digits(int[] limbs) {
        byte[] text = new byte[MOST_DIGITS];
        for (int end = MOST_DIGITS; end > 0; end -= 5) {
            long remainder = 0;
            for (int limb = 0; limb < LIMBS; limb++) {
                long dividend = remainder << 32 | limbs[limb] & 0xffffffffL;
                limbs[limb] = (int) (dividend / FIVE_DIGITS);
                remainder = dividend % FIVE_DIGITS;
            }
            for (int digit = end - 1; digit >= end - 5; digit--) {
                text[digit] = DIGITS[(int) (remainder % 58)];
                remainder /= 58;
            }
        }
        return text;
    }
}
