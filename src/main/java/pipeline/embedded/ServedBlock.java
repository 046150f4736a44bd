package pipeline.embedded;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import pipeline.bitcoin.Target;
import pipeline.embedded.SampleChain.RawBlock;

/** A block in the chain it builds on, with what a node derives from its header. */
final class ServedBlock {

    private static final int HEADER_BYTES = 80;
    private static final int MEDIAN_TIME_BLOCKS = 11;

    private final RawBlock block;
    private final Optional<ServedBlock> parent;
    private final int height;
    private final BigInteger chainWork;

    private ServedBlock(RawBlock block, Optional<ServedBlock> parent) {
        this.block = block;
        this.parent = parent;
        this.height = parent.map(known -> known.height + 1).orElse(0);
        this.chainWork =
                parent.map(known -> known.chainWork).orElse(BigInteger.ZERO).add(target().work());
    }

    /**
     * @param parent empty for a genesis block
     * @throws IllegalArgumentException when the header names another parent
     */
    static ServedBlock on(Optional<ServedBlock> parent, RawBlock block) {
        ServedBlock served = new ServedBlock(block, parent);
        String expected = parent.map(ServedBlock::hash).orElse("0".repeat(64));
        if (!served.previousHash().equals(expected)) {
            throw new IllegalArgumentException(
                    "Block " + block.hash() + " builds on " + served.previousHash() + ", not on " + expected);
        }
        return served;
    }

    String hash() {
        return block.hash();
    }

    byte[] raw() {
        return block.raw();
    }

    byte[] header() {
        return Arrays.copyOf(block.raw(), HEADER_BYTES);
    }

    Optional<ServedBlock> parent() {
        return parent;
    }

    int height() {
        return height;
    }

    int version() {
        return bytes().getInt(0);
    }

    String previousHash() {
        return previousHash(block.raw());
    }

    /** The parent's hash as the header of a block has it. */
    static String previousHash(byte[] raw) {
        return hashAt(4, raw);
    }

    String merkleRoot() {
        return hashAt(36, block.raw());
    }

    long time() {
        return Integer.toUnsignedLong(bytes().getInt(68));
    }

    Target target() {
        return new Target(bytes().getInt(72));
    }

    long nonce() {
        return Integer.toUnsignedLong(bytes().getInt(76));
    }

    /** The compact size that follows the header. */
    long transactionCount() {
        int first = Byte.toUnsignedInt(block.raw()[HEADER_BYTES]);
        return switch (first) {
            case 0xfd -> Short.toUnsignedLong(bytes().getShort(HEADER_BYTES + 1));
            case 0xfe -> Integer.toUnsignedLong(bytes().getInt(HEADER_BYTES + 1));
            default -> first;
        };
    }

    BigInteger chainWork() {
        return chainWork;
    }

    /** Median of the times of this block and up to ten before (Bitcoin Core, {@code GetMedianTimePast}). */
    long medianTime() {
        long[] times = Stream.iterate(Optional.of(this), Optional::isPresent, known -> known.get().parent)
                .limit(MEDIAN_TIME_BLOCKS)
                .mapToLong(known -> known.get().time())
                .sorted()
                .toArray();
        return times[times.length / 2];
    }

    private ByteBuffer bytes() {
        return ByteBuffer.wrap(block.raw()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String hashAt(int offset, byte[] raw) {
        return HexFormat.of().formatHex(reversed(Arrays.copyOfRange(raw, offset, offset + 32)));
    }

    /** Between a hash's order in a block and its order in RPC. */
    static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            reversed[index] = bytes[bytes.length - 1 - index];
        }
        return reversed;
    }
}
