package pipeline.avro;

import bitcoin.chain.Block;
import bitcoin.chain.Transaction;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A transaction as one JSON object in one line: {@code block_height}, {@code block_hash} and {@code block_timestamp}, as
 * bitcoin-etl names them, then its fields as in the JSON of its block.
 */
public final class TransactionJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonRecord TRANSACTION = new JsonRecord(Transaction.getClassSchema());

    private TransactionJson() {}

    /** @param block that has the transaction */
    public static String of(Block block, Transaction transaction) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("block_height", block.getHeight());
            json.writeStringField("block_hash", block.getHash());
            json.writeNumberField("block_timestamp", block.getTimestamp());
            TRANSACTION.writeFields(transaction, json, new HexBuffer());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
