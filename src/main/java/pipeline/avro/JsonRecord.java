package pipeline.avro;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;

/** A record: written with its fields in the schema's order, read in any, but each exactly once and no other. */
final class JsonRecord implements JsonType {

    private final Schema schema;
    private final Class<?> type;
    private final SerializableString[] names;
    private final JsonType[] types;
    private final Map<String, Integer> positions = new HashMap<>();

    JsonRecord(Schema schema) {
        List<Schema.Field> fields = schema.getFields();
        if (fields.size() > Long.SIZE) {
            throw new IllegalArgumentException("More fields than are told apart: " + fields.size());
        }
        this.schema = schema;
        this.type = SpecificData.get().getClass(schema);
        this.names =
                fields.stream().map(field -> new SerializedString(field.name())).toArray(SerializableString[]::new);
        this.types = fields.stream().map(field -> JsonType.of(field.schema())).toArray(JsonType[]::new);
        fields.forEach(field -> positions.put(field.name(), field.pos()));
    }

    @Override
    public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
        json.writeStartObject();
        writeFields((IndexedRecord) value, json, hex);
        json.writeEndObject();
    }

    /** Writes them into an object that is open. */
    void writeFields(IndexedRecord record, JsonGenerator json, HexBuffer hex) throws IOException {
        for (int position = 0; position < names.length; position++) {
            json.writeFieldName(names[position]);
            types[position].write(record.get(position), json, hex);
        }
    }

    /** The same without those that are lists. */
    void writeSingleFields(IndexedRecord record, JsonGenerator json, HexBuffer hex) throws IOException {
        for (int position = 0; position < names.length; position++) {
            if (!(types[position] instanceof JsonArray)) {
                json.writeFieldName(names[position]);
                types[position].write(record.get(position), json, hex);
            }
        }
    }

    @Override
    public Object read(JsonParser json) throws IOException {
        if (!json.hasToken(JsonToken.START_OBJECT)) {
            throw JsonType.fault(json, "has to be an object and is " + json.currentToken());
        }
        IndexedRecord record = (IndexedRecord) SpecificData.newInstance(type, schema);
        long missing = -1L >>> (Long.SIZE - names.length);
        int position = nextField(json, 0);
        while (position >= 0) {
            long bit = 1L << position;
            if ((missing & bit) == 0) {
                throw JsonType.fault(json, "is there twice");
            }
            missing ^= bit;
            json.nextToken();
            record.put(position, types[position].read(json));
            position = nextField(json, position + 1);
        }
        if (missing != 0) {
            throw JsonType.fault(json, "lacks the field " + names[Long.numberOfTrailingZeros(missing)]);
        }
        return record;
    }

    /** The position of the field whose name comes next, which is quick where it is the one expected; -1 at the end. */
    private int nextField(JsonParser json, int expected) throws IOException {
        if (expected < names.length && json.nextFieldName(names[expected])) {
            return expected;
        }
        if (expected == names.length) {
            json.nextToken();
        }
        if (json.hasToken(JsonToken.END_OBJECT)) {
            return -1;
        }
        Integer position = positions.get(json.currentName());
        if (position == null) {
            throw JsonType.fault(json, "is a field that the schema does not have");
        }
        return position;
    }
}
