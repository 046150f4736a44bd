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

    /** @throws ZipException here, or when the text is read, where the file is not whole; it names the file */
    static InputStream decode(String path, InputStream file) throws IOException {
        if (!isNamed(path)) {
            return file;
        }
        try {
            return new Unzipped(path, file);
        } catch (ZipException | EOFException e) {
            throw damaged(path, e);
        }
    }

    // without a cause: Java's own says neither which file nor what to do, and many show the root of a failure only
    private static ZipException damaged(String path, IOException fault) {
        return new ZipException(path + " is not a whole gzip file (" + HdfsWriteException.reason(fault)
                + "): write it again, or remove it");
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
        } catch (ZipException damaged) {
            // what is known stands
        }
        return Arrays.copyOf(text, known);
    }

    /** Names the file in what is wrong with it. */
    private static final class Unzipped extends GZIPInputStream {

        private final String path;

        Unzipped(String path, InputStream file) throws IOException {
            super(file, BUFFER_BYTES);
            this.path = path;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (ZipException | EOFException e) {
                throw damaged(path, e);
            }
        }
    }
}
