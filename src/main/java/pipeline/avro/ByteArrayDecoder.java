package pipeline.avro;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro's binary encoding from memory. Avro's own decoder allocates whatever length a record claims, up to 2 GB,
 * and limits it only for the whole JVM; this one believes no length that the bytes left cannot hold.
 */
final class ByteArrayDecoder extends Decoder {

    private final byte[] bytes;
    private int position;

    /** @param start where in the bytes the encoding begins; it ends where they do */
    ByteArrayDecoder(byte[] bytes, int start) {
        this.bytes = bytes;
        this.position = start;
    }

    /** How many bytes have not been read yet. */
    int remaining() {
        return bytes.length - position;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        byte value = next();
        if (value != 0 && value != 1) {
            throw new IOException("a boolean is neither 0 nor 1 but " + value);
        }
        return value == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new InvalidNumberEncodingException("an int of more than 32 bits: " + value);
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long zigzag = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte group = next();
            zigzag |= (group & 0x7fL) << shift;
            if (group >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new InvalidNumberEncodingException("a long of more than 64 bits");
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(Integer.reverseBytes(view(Float.BYTES).getInt()));
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(view(Double.BYTES).getLong()));
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public String readString() throws IOException {
        int length = readLength();
        String text = new String(bytes, advance(length), length, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) {
            throw new IOException("a string that is not UTF-8");
        }
        return text;
    }

    @Override
    public void skipString() throws IOException {
        skipBytes();
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        byte[] value = new byte[readLength()];
        readFixed(value, 0, value.length);
        return ByteBuffer.wrap(value);
    }

    @Override
    public void skipBytes() throws IOException {
        advance(readLength());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        System.arraycopy(bytes, advance(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        advance(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return readItemCount();
    }

    @Override
    public long arrayNext() throws IOException {
        return readItemCount();
    }

    @Override
    public long skipArray() throws IOException {
        return skipItems();
    }

    @Override
    public long readMapStart() throws IOException {
        return readItemCount();
    }

    @Override
    public long mapNext() throws IOException {
        return readItemCount();
    }

    @Override
    public long skipMap() throws IOException {
        return skipItems();
    }

    /** A negative count is followed by the size of the items in bytes, which serves skipping only. */
    private long readItemCount() throws IOException {
        long count = readLong();
        if (count >= 0) {
            return held(count, "items");
        }
        readLength();
        return held(-count, "items");
    }

    /** Skips items whose size is told; the count of those that have to be skipped one by one, 0 at the end. */
    private long skipItems() throws IOException {
        long count = readLong();
        while (count < 0) {
            skipBytes();
            count = readLong();
        }
        return held(count, "items");
    }

    private int readLength() throws IOException {
        return held(readLong(), "bytes");
    }

    /** No item of a block is encoded in less than a byte. */
    private int held(long count, String what) throws EOFException {
        if (count < 0 || count > remaining()) {
            throw new EOFException(count + " " + what + " claimed where " + remaining() + " bytes are left");
        }
        return (int) count;
    }

    private ByteBuffer view(int length) throws EOFException {
        return ByteBuffer.wrap(bytes, advance(length), length);
    }

    /** Moves on and returns where it was. */
    private int advance(int length) throws EOFException {
        int start = position;
        position += held(length, "bytes");
        return start;
    }

    private byte next() throws EOFException {
        return bytes[advance(1)];
    }
}
