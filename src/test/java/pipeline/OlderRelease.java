package pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * A release there might have been, written with nothing but Avro: it called the height number, and knew neither fees nor
 * addresses.
 */
final class OlderRelease {

    /** What our release leaves empty in a block that this one has written. */
    static final String[] UNKNOWN_FIELDS = {"fee", "input_value", "address"};

    private static final Schema SCHEMA = makeSchema();

    private OlderRelease() {}

    static Schema schema() {
        return SCHEMA;
    }

    /**
     * The block as a record in Confluent's format.
     *
     * @param schemaId the registry's of {@link #schema()}
     * @param answer Bitcoin Core's
     */
    static byte[] write(int schemaId, JsonNode answer) {
        ObjectNode block = ExpectedBlock.of(answer);
        block.set("number", block.get("height"));
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream header = new DataOutputStream(bytes)) {
            header.write(0);
            header.writeInt(schemaId);
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<>(SCHEMA).write(datum(block, SCHEMA), encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema makeSchema() {
        try {
            JsonNode schema = CoreChain.parse(Files.readAllBytes(Path.of("schemas/block.avsc")));
            makeOlder(schema);
            return new Schema.Parser().parse(schema.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeOlder(JsonNode schema) {
        if (schema.path("fields") instanceof ArrayNode fields) {
            for (Iterator<JsonNode> each = fields.iterator(); each.hasNext(); ) {
                ObjectNode field = (ObjectNode) each.next();
                if (Set.of(UNKNOWN_FIELDS).contains(field.get("name").asText())) {
                    each.remove();
                }
                if (field.get("name").asText().equals("height")) {
                    field.put("name", "number").remove("aliases");
                }
            }
        }
        schema.forEach(OlderRelease::makeOlder);
    }

    private static Object datum(JsonNode value, Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                GenericData.Record datum = new GenericData.Record(schema);
                schema.getFields()
                        .forEach(field -> datum.put(field.name(), datum(value.get(field.name()), field.schema())));
                yield datum;
            }
            case ARRAY -> {
                GenericData.Array<Object> items = new GenericData.Array<>(value.size(), schema);
                value.forEach(item -> items.add(datum(item, schema.getElementType())));
                yield items;
            }
            case UNION -> value.isNull() ? null : datum(value, schema.getTypes().get(1));
            case BYTES -> ByteBuffer.wrap(HexFormat.of().parseHex(value.asText()));
            case STRING -> value.asText();
            case BOOLEAN -> value.booleanValue();
            case INT -> value.intValue();
            case LONG -> value.longValue();
            case DOUBLE -> value.doubleValue();
            default -> throw new IllegalArgumentException("No field has had such a type: " + schema);
        };
    }
}
