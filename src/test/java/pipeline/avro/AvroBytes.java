package pipeline.avro;

import bitcoin.chain.Block;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Records as Avro's generic classes write them, which know nothing of ours. */
final class AvroBytes {

    private static final Set<String> MISSING_IN_OLDER = Set.of("fee", "input_value", "address");

    private AvroBytes() {}

    /** The block's Avro binary without a header. */
    static byte[] body(Block block) {
        return body(block, BlockSchemas.current());
    }

    /** The same block as a release with {@link #olderSchema()} would have written it. */
    static byte[] olderBody(Block block) {
        try {
            Schema older = olderSchema();
            older.getField("number").addAlias("height");
            IndexedRecord converted = new GenericDatumReader<IndexedRecord>(BlockSchemas.current(), older)
                    .read(null, DecoderFactory.get().binaryDecoder(body(block), null));
            return body(converted, older);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Height under the name number, and none of the fields fee, input_value and address. */
    static Schema olderSchema() {
        try {
            JsonNode schema = new ObjectMapper().readTree(BlockSchemas.current().toString());
            makeOlder(schema);
            return new Schema.Parser().parse(schema.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] join(byte[] header, byte[] body) {
        byte[] record = new byte[header.length + body.length];
        System.arraycopy(header, 0, record, 0, header.length);
        System.arraycopy(body, 0, record, header.length, body.length);
        return record;
    }

    private static void makeOlder(JsonNode schema) {
        if (schema.path("fields") instanceof ArrayNode fields) {
            for (Iterator<JsonNode> each = fields.iterator(); each.hasNext(); ) {
                ObjectNode field = (ObjectNode) each.next();
                if (MISSING_IN_OLDER.contains(field.get("name").asText())) {
                    each.remove();
                }
                if (field.get("name").asText().equals("height")) {
                    field.put("name", "number").remove("aliases");
                }
            }
        }
        schema.forEach(AvroBytes::makeOlder);
    }

    private static byte[] body(IndexedRecord record, Schema schema) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<IndexedRecord>(schema).write(record, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
