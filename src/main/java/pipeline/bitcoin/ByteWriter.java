package pipeline.bitcoin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes Bitcoin's serialization, the counterpart of {@link ByteReader}. */
final class ByteWriter {

    private static final int LARGEST_START = 1 << 22;

    private ByteBuffer bytes;

    /** @param expected bytes that there will be; a hint, whatever it is */
    ByteWriter(long expected) {
        bytes = allocate((int) Math.max(1, Math.min(expected, LARGEST_START)));
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    void unsigned32(long value) throws BadBlockException {
        if (value >>> 32 != 0) {
            throw new BadBlockException("Expected an unsigned 32-bit number, found " + value);
        }
        signed32((int) value);
    }

    void signed32(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void signed64(long value) {
        room(Long.BYTES).putLong(value);
    }

    void unsigned8(int value) {
        room(1).put((byte) value);
    }

    /** @param text RPC byte order; null stands for 32 zeros */
    void hash(String text) throws BadBlockException {
        byte[] hash = HashText.toBytes(text);
        room(hash.length).put(hash);
    }

    void compactSize(int size) {
        if (size < 253) {
            unsigned8(size);
            return;
        }
        if (size <= 0xffff) {
            unsigned8(253);
            room(Short.BYTES).putShort((short) size);
            return;
        }
        unsigned8(254);
        signed32(size);
    }

    /** Bytes behind their compact size; leaves the buffer's position as it is. */
    void sizedBytes(ByteBuffer buffer) {
        compactSize(buffer.remaining());
        room(buffer.remaining()).put(buffer.duplicate());
    }

    /** All that was written; nothing may be written after. */
    byte[] toBytes() {
        return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            bytes = allocate(Math.max(2 * bytes.capacity(), bytes.position() + length))
                    .put(bytes.flip());
        }
        return bytes;
    }
}
