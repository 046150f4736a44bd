package pipeline.avro;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Items in order. */
record JsonArray(JsonType items) implements JsonType {

    @Override
    public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
        json.writeStartArray();
        for (Object item : (List<?>) value) {
            items.write(item, json, hex);
        }
        json.writeEndArray();
    }

    @Override
    public Object read(JsonParser json) throws IOException {
        if (!json.hasToken(JsonToken.START_ARRAY)) {
            throw JsonType.fault(json, "has to be an array and is " + json.currentToken());
        }
        if (json.nextToken() == JsonToken.END_ARRAY) {
            return List.of();
        }
        // most have one item or two
        List<Object> list = new ArrayList<>(2);
        do {
            list.add(items.read(json));
        } while (json.nextToken() != JsonToken.END_ARRAY);
        return list;
    }
}
