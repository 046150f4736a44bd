package pipeline.avro;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;

/** What an Avro type looks like in JSON. Built once from the schema, so that no schema is looked at block by block. */
interface JsonType {

    void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException;

    /** Reads the value whose first token the parser has just read. */
    Object read(JsonParser json) throws IOException;

    /** The types a block is made of; Avro has more. */
    static JsonType of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> new JsonRecord(schema);
            case ARRAY -> new JsonArray(of(schema.getElementType()));
            case UNION -> new JsonNullable(of(notNull(schema.getTypes())));
            case STRING -> JsonScalar.STRING;
            case BYTES -> JsonScalar.BYTES;
            case INT -> JsonScalar.INT;
            case LONG -> JsonScalar.LONG;
            case DOUBLE -> JsonScalar.DOUBLE;
            case BOOLEAN -> JsonScalar.BOOLEAN;
            default -> throw new IllegalArgumentException("No JSON form decided for " + schema);
        };
    }

    private static Schema notNull(List<Schema> union) {
        if (union.size() != 2 || union.get(0).getType() != Schema.Type.NULL) {
            throw new IllegalArgumentException("No JSON form decided for union " + union);
        }
        return union.get(1);
    }

    /** That the value at the parser's place is not what it has to be. */
    static JsonParseException fault(JsonParser json, String fault) {
        return new JsonParseException(json, json.getParsingContext().pathAsPointer() + " " + fault);
    }
}
