package pipeline.sinks;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The bean {@code formats}: money and bytes as people write them. */
public final class Formats {

    private static final int DECIMALS = 8;

    /** Satoshi as bitcoin with all eight decimals, such as {@code 0.00001000}; null for null. */
    public String btc(Long satoshi) {
        return satoshi == null ? null : BigDecimal.valueOf(satoshi, DECIMALS).toPlainString();
    }

    /**
     * Bitcoin as satoshi.
     *
     * @throws ArithmeticException when it has more than eight decimals, or is too large
     * @throws NumberFormatException when it is no number
     */
    public long satoshi(String btc) {
        return new BigDecimal(btc.strip()).movePointRight(DECIMALS).longValueExact();
    }

    /** Bytes as lower-case hex digits. */
    public String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
