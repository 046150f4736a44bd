package pipeline.tables;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;

/**
 * A column of a table: a field of the record, with bytes as hex and times as timestamps.
 *
 * @param level which record of the row's path has the field: 0 the block, 1 the transaction, 2 its input or output
 */
record Column(String name, int level, Schema.Field field, Kind kind) {

    private static final Set<String> TIMES = Set.of("timestamp", "median_time");
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private enum Kind {
        AS_IT_IS,
        TIME,
        HEX,
        HEX_LIST
    }

    static Column of(String name, int level, Schema.Field field) {
        return new Column(name, level, field, kind(field));
    }

    private static Kind kind(Schema.Field field) {
        if (TIMES.contains(field.name())) {
            return Kind.TIME;
        }
        if (field.schema().getType() == Type.BYTES) {
            return Kind.HEX;
        }
        return field.schema().getType() == Type.ARRAY ? Kind.HEX_LIST : Kind.AS_IT_IS;
    }

    /** The column in the table's schema. */
    Schema.Field inTable() {
        String doc = kind == Kind.TIME ? field.doc().replace("epoch seconds", "UTC") : field.doc();
        return field.schema().isNullable()
                ? new Schema.Field(name, type(), doc, Schema.Field.NULL_DEFAULT_VALUE)
                : new Schema.Field(name, type(), doc);
    }

    private Schema type() {
        return switch (kind) {
            case TIME -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Type.LONG));
            case HEX -> Schema.create(Type.STRING);
            case HEX_LIST -> Schema.createArray(Schema.create(Type.STRING));
            case AS_IT_IS -> field.schema();
        };
    }

    /** @param path the block, and in it down to the record that the row is of */
    Object value(IndexedRecord[] path) {
        Object value = path[level].get(field.pos());
        return switch (kind) {
            case TIME -> TimeUnit.SECONDS.toMicros((Long) value);
            case HEX -> hex((ByteBuffer) value);
            case HEX_LIST ->
                ((List<?>) value).stream().map(item -> hex((ByteBuffer) item)).toList();
            case AS_IT_IS -> value;
        };
    }

    /** As UTF-8 at once, which is what goes to the file. */
    private static Utf8 hex(ByteBuffer bytes) {
        byte[] text = new byte[2 * bytes.remaining()];
        for (int i = 0; i < bytes.remaining(); i++) {
            int value = bytes.get(bytes.position() + i);
            text[2 * i] = DIGITS[value >> 4 & 0xf];
            text[2 * i + 1] = DIGITS[value & 0xf];
        }
        return new Utf8(text);
    }
}
