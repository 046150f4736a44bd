package pipeline.avro;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Values that are a single token in JSON. */
enum JsonScalar implements JsonType {
    STRING {
        @Override
        public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
            json.writeString((String) value);
        }

        @Override
        public Object read(JsonParser json) throws IOException {
            require(json, json.hasToken(JsonToken.VALUE_STRING), "a string");
            return json.getText();
        }
    },

    /** Hex digits. */
    BYTES {
        @Override
        public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
            ByteBuffer bytes = (ByteBuffer) value;
            json.writeRawUTF8String(hex.encode(bytes), 0, 2 * bytes.remaining());
        }

        @Override
        public Object read(JsonParser json) throws IOException {
            require(json, json.hasToken(JsonToken.VALUE_STRING), "a string of hex digits");
            try {
                return ByteBuffer.wrap(
                        HexBuffer.decode(json.getTextCharacters(), json.getTextOffset(), json.getTextLength()));
            } catch (IllegalArgumentException e) {
                throw JsonType.fault(json, "is " + e.getMessage());
            }
        }
    },

    INT {
        @Override
        public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
            json.writeNumber((int) value);
        }

        @Override
        public Object read(JsonParser json) throws IOException {
            require(json, json.hasToken(JsonToken.VALUE_NUMBER_INT), "a whole number");
            return json.getIntValue();
        }
    },

    LONG {
        @Override
        public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
            json.writeNumber((long) value);
        }

        @Override
        public Object read(JsonParser json) throws IOException {
            require(json, json.hasToken(JsonToken.VALUE_NUMBER_INT), "a whole number");
            return json.getLongValue();
        }
    },

    DOUBLE {
        @Override
        public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
            json.writeNumber((double) value);
        }

        @Override
        public Object read(JsonParser json) throws IOException {
            require(json, json.currentToken().isNumeric(), "a number");
            return json.getDoubleValue();
        }
    },

    BOOLEAN {
        @Override
        public void write(Object value, JsonGenerator json, HexBuffer hex) throws IOException {
            json.writeBoolean((boolean) value);
        }

        @Override
        public Object read(JsonParser json) throws IOException {
            require(json, json.currentToken().isBoolean(), "true or false");
            return json.getBooleanValue();
        }
    };

    private static void require(JsonParser json, boolean fits, String wanted) throws IOException {
        if (!fits) {
            throw JsonType.fault(json, "has to be " + wanted + " and is " + json.currentToken());
        }
    }
}
