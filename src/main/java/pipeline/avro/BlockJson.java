package pipeline.avro;

import bitcoin.chain.Block;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A block as one JSON object in one line: fields and their order as in the schema, bytes as lower-case hex, null for
 * what is not there. The archive's format. Thread-safe.
 */
public final class BlockJson {

    /** A block cut short by a failure must not be given its closing braces, or it would look whole. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    private static final JsonRecord BLOCK = new JsonRecord(Block.getClassSchema());

    /** Writes the block in UTF-8 with a newline at its end, piece by piece; leaves the stream open. */
    public void write(Block block, OutputStream stream) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(stream)) {
            BLOCK.write(block, json, new HexBuffer());
            json.writeRaw('\n');
        }
    }

    /**
     * Reads what {@link #write} wrote, or the same with other white space or order of fields; leaves the stream open.
     *
     * @throws MalformedBlockJsonException when the text is not a block, lacks a field, has another or goes on
     * @throws IOException when the stream fails
     */
    public Block read(InputStream stream) throws IOException {
        try (JsonParser json = JSON.createParser(stream)) {
            json.nextToken();
            Block block = (Block) BLOCK.read(json);
            if (json.nextToken() != null) {
                throw JsonType.fault(json, "ends the block, and more follows");
            }
            return block;
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new MalformedBlockJsonException(
                    "Not a block in JSON, line " + place.getLineNr() + " column " + place.getColumnNr() + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    /** The block without its transactions, as one JSON object in one line: {@code bean: ref: blockJson, method: summary}. */
    public String summary(Block block) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            BLOCK.writeSingleFields(block, json, new HexBuffer());
            json.writeEndObject();
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** A message body that writes the block when it is written: {@code bean: ref: blockJson, method: body}. */
    public BlockJsonBody body(Block block) {
        return new BlockJsonBody(this, block);
    }
}
