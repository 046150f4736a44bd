package pipeline.bitcoin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.HexFormat;

/**
 * The number a block's hash must not exceed, from the header's compact form (Bitcoin Core, {@code arith_uint256::SetCompact}).
 *
 * @param bits the compact form as it stands in the header, unsigned 32-bit
 */
public record Target(int bits) {

    private static final MathContext AS_PRINTED = new MathContext(16);
    private static final BigInteger ALL_HASHES = BigInteger.ONE.shiftLeft(256);

    /**
     * @param text the compact form as 8 hex digits
     * @throws BadBlockException when it is not
     */
    public static Target of(String text) throws BadBlockException {
        if (!text.matches("[0-9a-f]{8}")) {
            throw new BadBlockException("Expected bits of 8 hex digits, found " + text);
        }
        return new Target(HexFormat.fromHexDigits(text));
    }

    /** The compact form as 8 hex digits. */
    public String text() {
        return HexFormat.of().toHexDigits(bits);
    }

    /** The target as a number; 0 where the compact form is negative or over 256 bits, so that no hash meets it. */
    public BigInteger value() {
        int exponent = bits >>> 24;
        int mantissa = bits & 0x007fffff;
        boolean negative = (bits & 0x00800000) != 0;
        if (negative || mantissa == 0) {
            return BigInteger.ZERO;
        }
        BigInteger value = BigInteger.valueOf(mantissa);
        BigInteger target = exponent <= 3 ? value.shiftRight(8 * (3 - exponent)) : value.shiftLeft(8 * (exponent - 3));
        return target.bitLength() > 256 ? BigInteger.ZERO : target;
    }

    /** Hashes expected to be needed to meet the target: 2^256 / (target + 1) (Bitcoin Core, {@code GetBlockProof}). */
    public BigInteger work() {
        BigInteger target = value();
        return target.signum() == 0 ? BigInteger.ZERO : ALL_HASHES.divide(target.add(BigInteger.ONE));
    }

    /**
     * Work relative to the lowest of the main network, as Bitcoin Core computes ({@code GetDifficulty}) and prints it: to 16
     * significant digits.
     */
    public double difficulty() {
        int shift = bits >>> 24;
        double difficulty = (double) 0x0000ffff / (bits & 0x00ffffff);
        for (; shift < 29; shift++) {
            difficulty *= 256.0;
        }
        for (; shift > 29; shift--) {
            difficulty /= 256.0;
        }
        return new BigDecimal(difficulty).round(AS_PRINTED).doubleValue();
    }
}
