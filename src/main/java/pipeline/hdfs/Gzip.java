package pipeline.hdfs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Compression by extension: a file whose name ends in {@code .gz} holds its text compressed, any other as it is. The header
 * has neither name nor time, so the same text gives the same bytes, on one release of Java.
 */
final class Gzip {

    private static final int BUFFER_BYTES = 8 * 1024;

    private Gzip() {}

    static boolean isNamed(String path) {
        return path.endsWith(".gz");
    }

    /** @return where to write the text; closing it need not close the file, see {@link java.util.zip.DeflaterOutputStream} */
    static OutputStream encode(String path, OutputStream file) throws IOException {
        return isNamed(path) ? new GZIPOutputStream(file, BUFFER_BYTES) : file;
    }

    /** @throws IOException here, or when the text is read, where the file is not whole */
    static InputStream decode(String path, InputStream file) throws IOException {
        return isNamed(path) ? new GZIPInputStream(file, BUFFER_BYTES) : file;
    }

    /** The first bytes of the text: fewer where it has fewer, or where the file is damaged before. */
    static byte[] beginning(String path, InputStream file, int length) throws IOException {
        byte[] text = new byte[length];
        int known = 0;
        try {
            InputStream decoded = decode(path, file);
            for (int read = 0; read >= 0 && known < length; known += Math.max(read, 0)) {
                read = decoded.read(text, known, length - known);
            }
        } catch (ZipException | EOFException damaged) {
            // what is known stands
        }
        return Arrays.copyOf(text, known);
    }
}
