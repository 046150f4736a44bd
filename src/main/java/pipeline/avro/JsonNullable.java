package pipeline.avro;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A value, or null. */
record JsonNullable(JsonType type) implements JsonType {

    @Override
    public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        type.write(value, json, hex);
    }

    @Override
    public Object read(JsonParser json) throws IOException {
        return json.hasToken(JsonToken.VALUE_NULL) ? null : type.read(json);
    }
}
