package pipeline.avro;

import bitcoin.chain.Block;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * A block's JSON as a message body. Where Camel writes it somewhere ({@link #writeTo}), it goes there piece by piece.
 * Where Camel wants to read it instead, as some components do, it is an input stream too, and only then is it built in
 * memory. For one thread at a time; {@link #copy} for others.
 */
public final class BlockJsonBody extends InputStream implements StreamCache {

    private final BlockJson json;
    private final Block block;
    private ByteArrayInputStream text;

    BlockJsonBody(BlockJson json, Block block) {
        this.json = json;
        this.block = block;
    }

    /** The block that is written. */
    public Block block() {
        return block;
    }

    /** All of it, whatever has been read before. */
    @Override
    public void writeTo(OutputStream stream) throws IOException {
        json.write(block, stream);
    }

    @Override
    public int read() throws IOException {
        return text().read();
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        return text().read(target, start, length);
    }

    @Override
    public int available() throws IOException {
        return text().available();
    }

    /** Back to the beginning. */
    @Override
    public void reset() {
        if (text != null) {
            text.reset();
        }
    }

    /** One with a position of its own, for a route that goes on in parallel. */
    @Override
    public StreamCache copy(Exchange exchange) {
        return new BlockJsonBody(json, block);
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    /** Bytes, found by writing them to nowhere. Camel-http, for one, sends no body where this is not positive. */
    @Override
    public long length() {
        try {
            ByteCount count = new ByteCount();
            writeTo(count);
            return count.bytes;
        } catch (IOException e) {
            throw new IllegalStateException("Counting bytes does no I/O", e);
        }
    }

    @Override
    public long position() {
        return -1;
    }

    @Override
    public String toString() {
        return "JSON of block " + block.getHeight() + " " + block.getHash();
    }

    private InputStream text() throws IOException {
        if (text == null) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            writeTo(bytes);
            text = new ByteArrayInputStream(bytes.toByteArray());
        }
        return text;
    }

    private static final class ByteCount extends OutputStream {

        private long bytes;

        @Override
        public void write(int value) {
            bytes++;
        }

        @Override
        public void write(byte[] source, int start, int length) {
            bytes += length;
        }
    }
}
