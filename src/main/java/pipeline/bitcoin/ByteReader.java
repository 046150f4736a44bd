package pipeline.bitcoin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Walks over bytes in Bitcoin's serialization: little endian, counts as compact sizes. Never reads or allocates past their end. */
final class ByteReader {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] EMPTY = new byte[0];

    private final byte[] bytes;
    private int position;

    ByteReader(byte[] bytes) {
        this(bytes, 0);
    }

    private ByteReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    /** Another reader over the same bytes, from where this one stands. */
    ByteReader fork() {
        return new ByteReader(bytes, position);
    }

    int position() {
        return position;
    }

    int unsigned8() throws BadBlockException {
        return bytes[advance(1)] & 0xff;
    }

    int signed32() throws BadBlockException {
        return (int) INT.get(bytes, advance(4));
    }

    long unsigned32() throws BadBlockException {
        return Integer.toUnsignedLong(signed32());
    }

    long signed64() throws BadBlockException {
        return (long) LONG.get(bytes, advance(8));
    }

    /** A hash as text in RPC byte order. */
    String hash() throws BadBlockException {
        return HashText.of(bytes, advance(DoubleSha256.SIZE));
    }

    /** A copy, so that what is made of it neither changes with the bytes nor keeps them alive. */
    byte[] bytes(int length) throws BadBlockException {
        int start = advance(length);
        return length == 0 ? EMPTY : Arrays.copyOfRange(bytes, start, start + length);
    }

    /** Bytes behind their compact size: a script or a witness item. */
    byte[] sizedBytes() throws BadBlockException {
        return bytes(count(1, "bytes"));
    }

    void skip(int length) throws BadBlockException {
        advance(length);
    }

    /**
     * A count that the bytes left can hold, so that it is safe to allocate by.
     *
     * @param smallest bytes that each of the counted things takes at least
     * @param things what is counted, for the message
     */
    int count(int smallest, String things) throws BadBlockException {
        int start = position;
        long count = compactSize();
        int most = (bytes.length - position) / smallest;
        if (count < 0 || count > most) {
            throw new BadBlockException("Expected at most " + most + " " + things + " in what is left from offset "
                    + start + ", found a count of " + Long.toUnsignedString(count));
        }
        return (int) count;
    }

    /** As {@link #count}, of things of which there must be one. */
    int countFromOne(int smallest, String things) throws BadBlockException {
        int start = position;
        int count = count(smallest, things);
        if (count == 0) {
            throw new BadBlockException("Expected " + things + " at offset " + start + ", found none");
        }
        return count;
    }

    void expectEnd() throws BadBlockException {
        if (position != bytes.length) {
            throw new BadBlockException("Expected " + position + " bytes, found " + bytes.length);
        }
    }

    /** Bitcoin Core, {@code ReadCompactSize}: the shortest form is the only one. Unsigned 64-bit. */
    private long compactSize() throws BadBlockException {
        int start = position;
        int first = unsigned8();
        if (first < 253) {
            return first;
        }
        if (first == 253) {
            return canonical((short) SHORT.get(bytes, advance(2)) & 0xffff, 253, start);
        }
        if (first == 254) {
            return canonical(unsigned32(), 0x10000, start);
        }
        return canonical(signed64(), 0x1_0000_0000L, start);
    }

    private static long canonical(long size, long least, int start) throws BadBlockException {
        if (Long.compareUnsigned(size, least) < 0) {
            throw new BadBlockException("Expected the shortest form of a compact size at offset " + start
                    + ", found a longer one of " + size);
        }
        return size;
    }

    private int advance(int length) throws BadBlockException {
        int start = position;
        if (length > bytes.length - start) {
            throw new BadBlockException("Expected " + length + " bytes from offset " + start + ", found "
                    + (bytes.length - start) + ": cut off");
        }
        position = start + length;
        return start;
    }
}
