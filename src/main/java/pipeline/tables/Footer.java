package pipeline.tables;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** The footer of a Parquet file: the last bytes but eight, which are its length and Parquet's magic. */
final class Footer {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int TAIL_BYTES = Integer.BYTES + MAGIC.length;

    private Footer() {}

    /**
     * How many bytes of a file are the footer with its tail.
     *
     * @param end the last bytes of the file, any number of them
     * @throws IOException when they are no Parquet file's
     */
    static long size(byte[] end) throws IOException {
        int tail = end.length - TAIL_BYTES;
        if (tail < 0 || !Arrays.equals(end, tail + Integer.BYTES, end.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("no Parquet file ends so");
        }
        int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(tail);
        if (length <= 0) {
            throw new IOException("the footer's length is " + length);
        }
        return (long) length + TAIL_BYTES;
    }

    /** @throws IOException when the bytes do not hold all of a footer, or it is damaged */
    static FileMetaData read(byte[] end) throws IOException {
        long size = size(end);
        if (size > end.length) {
            throw new IOException("the footer has " + size + " bytes, there are " + end.length);
        }
        return Util.readFileMetaData(new ByteArrayInputStream(end, end.length - (int) size, (int) size - TAIL_BYTES));
    }

    /**
     * The same with all in the footer that has no order put into one. Parquet keeps a column's encodings in a set by identity,
     * so that two processes write them in different orders.
     *
     * @param end the last bytes of the file, the footer in full
     */
    static byte[] inOrder(byte[] end) throws IOException {
        FileMetaData content = read(end);
        for (RowGroup rows : content.getRow_groups()) {
            for (ColumnChunk column : rows.getColumns()) {
                Collections.sort(column.getMeta_data().getEncodings());
            }
        }
        content.getKey_value_metadata().sort(Comparator.comparing(KeyValue::getKey));

        ByteArrayOutputStream ordered = new ByteArrayOutputStream(end.length);
        int before = end.length - (int) size(end);
        ordered.write(end, 0, before);
        Util.writeFileMetaData(content, ordered);
        int length = ordered.size() - before;
        ordered.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array());
        ordered.write(MAGIC);
        return ordered.toByteArray();
    }
}
