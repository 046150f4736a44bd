package pipeline.avro;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/**
 * Writes Avro's binary encoding to memory that is used again for the next record. Avro's own encoder copies each field of bytes once
 * more, and leaves it to its stream to grow. For one thread.
 */
final class ByteArrayEncoder extends BinaryEncoder {

    /** The most that one number takes. */
    private static final int NUMBER = 10;

    private byte[] bytes = new byte[64 * 1024];
    private int length;

    void writeTo(OutputStream stream) throws IOException {
        stream.write(bytes, 0, length);
    }

    /** Forgets what was written. */
    void clear() {
        length = 0;
    }

    @Override
    public void writeBoolean(boolean value) {
        makeRoom(1);
        bytes[length++] = (byte) (value ? 1 : 0);
    }

    @Override
    public void writeInt(int value) {
        makeRoom(NUMBER);
        length += BinaryData.encodeInt(value, bytes, length);
    }

    @Override
    public void writeLong(long value) {
        makeRoom(NUMBER);
        length += BinaryData.encodeLong(value, bytes, length);
    }

    @Override
    public void writeFloat(float value) {
        makeRoom(NUMBER);
        length += BinaryData.encodeFloat(value, bytes, length);
    }

    @Override
    public void writeDouble(double value) {
        makeRoom(NUMBER);
        length += BinaryData.encodeDouble(value, bytes, length);
    }

    /** Without a copy where it is ASCII, as all text in a block is. */
    @Override
    public void writeString(String text) throws IOException {
        int size = text.length();
        int before = length;
        writeLong(size);
        makeRoom(size);
        for (int next = 0; next < size; next++) {
            char character = text.charAt(next);
            if (character > 0x7f) {
                length = before;
                super.writeString(text);
                return;
            }
            bytes[length + next] = (byte) character;
        }
        length += size;
    }

    @Override
    public void writeBytes(ByteBuffer value) {
        int size = value.remaining();
        writeLong(size);
        makeRoom(size);
        value.get(value.position(), bytes, length, size);
        length += size;
    }

    @Override
    public void writeFixed(byte[] value, int start, int size) {
        makeRoom(size);
        System.arraycopy(value, start, bytes, length, size);
        length += size;
    }

    @Override
    protected void writeZero() {
        makeRoom(1);
        bytes[length++] = 0;
    }

    @Override
    public int bytesBuffered() {
        return length;
    }

    /** Does nothing: there is nothing behind it. */
    @Override
    public void flush() {}

    private void makeRoom(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.addExact(length, Math.max(length, more)));
        }
    }
}
