package pipeline.avro;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** The schema of a block as it is now and as every release wrote it. */
public final class BlockSchemas {

    private static final Schema CURRENT = parse("/schemas/block.avsc").orElseThrow();
    private static final List<Schema> HISTORY = readHistory();
    private static final Map<Long, Schema> BY_FINGERPRINT = indexByFingerprint();

    private BlockSchemas() {}

    /** What this version writes: {@code schemas/block.avsc}, with its documentation, defaults and aliases. */
    public static Schema current() {
        return CURRENT;
    }

    /** What releases wrote, oldest first: {@code schemas/history/1.avsc}, {@code 2.avsc} and so on. */
    public static List<Schema> history() {
        return HISTORY;
    }

    /** The current or released schema of that fingerprint; empty when there is none. */
    public static Optional<Schema> byFingerprint(long fingerprint) {
        return Optional.ofNullable(BY_FINGERPRINT.get(fingerprint));
    }

    /** CRC-64-AVRO of the schema's canonical form (Avro specification, "Schema Fingerprints"). */
    public static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    /** A jar cannot be listed portably, so the numbers are tried until one is missing. */
    private static List<Schema> readHistory() {
        List<Schema> released = new ArrayList<>();
        Optional<Schema> next = parse("/schemas/history/1.avsc");
        while (next.isPresent()) {
            released.add(next.get());
            next = parse("/schemas/history/" + (released.size() + 1) + ".avsc");
        }
        return List.copyOf(released);
    }

    private static Map<Long, Schema> indexByFingerprint() {
        Map<Long, Schema> schemas = new HashMap<>();
        HISTORY.forEach(schema -> schemas.put(fingerprint(schema), schema));
        schemas.put(fingerprint(CURRENT), CURRENT);
        return Map.copyOf(schemas);
    }

    private static Optional<Schema> parse(String resource) {
        try (InputStream schema = BlockSchemas.class.getResourceAsStream(resource)) {
            return schema == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
