package pipeline.bitcoin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Writes Bitcoin's serialization, the counterpart of {@link ByteReader}. */
final class ByteWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

    void unsigned32(long value) throws BadBlockException {
        if (value >>> 32 != 0) {
            throw new BadBlockException("Expected an unsigned 32-bit number, found " + value);
        }
        littleEndian(value, 4);
    }

    void signed32(int value) {
        littleEndian(value, 4);
    }

    void signed64(long value) {
        littleEndian(value, 8);
    }

    void unsigned8(int value) {
        bytes.write(value);
    }

    /** @param text RPC byte order; null stands for 32 zeros */
    void hash(String text) throws BadBlockException {
        bytes.writeBytes(HashText.toBytes(text));
    }

    void compactSize(int size) {
        if (size < 253) {
            littleEndian(size, 1);
            return;
        }
        if (size <= 0xffff) {
            littleEndian(253, 1);
            littleEndian(size, 2);
            return;
        }
        littleEndian(254, 1);
        littleEndian(size, 4);
    }

    /** Bytes behind their compact size; leaves the buffer's position as it is. */
    void sizedBytes(ByteBuffer buffer) {
        byte[] content = new byte[buffer.remaining()];
        buffer.duplicate().get(content);
        compactSize(content.length);
        bytes.writeBytes(content);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private void littleEndian(long value, int length) {
        for (int shift = 0; shift < 8 * length; shift += 8) {
            bytes.write((int) (value >>> shift));
        }
    }
}
