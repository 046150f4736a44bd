package pipeline.avro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** What stands before the Avro binary of a record and tells which schema wrote it. */
final class RecordHeader {

    static final int CONFLUENT_LENGTH = 1 + Integer.BYTES;
    static final int SINGLE_OBJECT_LENGTH = 2 + Long.BYTES;

    private static final byte CONFLUENT_MARK = 0x00;
    private static final byte[] SINGLE_OBJECT_MARK = {(byte) 0xc3, 0x01};

    private RecordHeader() {}

    /** Confluent's wire format: a zero byte and the schema's id in the registry, big-endian. */
    static byte[] confluent(int schemaId) {
        return ByteBuffer.allocate(CONFLUENT_LENGTH)
                .put(CONFLUENT_MARK)
                .putInt(schemaId)
                .array();
    }

    /** Avro specification, "Single-object encoding": a mark and the schema's fingerprint, little-endian. */
    static byte[] singleObject(long fingerprint) {
        return ByteBuffer.allocate(SINGLE_OBJECT_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(SINGLE_OBJECT_MARK)
                .putLong(fingerprint)
                .array();
    }

    static boolean isConfluent(byte[] record) {
        return record.length >= CONFLUENT_LENGTH && record[0] == CONFLUENT_MARK;
    }

    static boolean isSingleObject(byte[] record) {
        return record.length >= SINGLE_OBJECT_LENGTH
                && record[0] == SINGLE_OBJECT_MARK[0]
                && record[1] == SINGLE_OBJECT_MARK[1];
    }

    static int schemaId(byte[] record) {
        return ByteBuffer.wrap(record).getInt(1);
    }

    static long fingerprint(byte[] record) {
        return ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getLong(SINGLE_OBJECT_MARK.length);
    }

    /** The first bytes in hex, as far as a header may reach. */
    static String excerpt(byte[] record) {
        return HexFormat.of().formatHex(record, 0, Math.min(record.length, SINGLE_OBJECT_LENGTH));
    }
}
