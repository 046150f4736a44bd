package pipeline.check;

import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import pipeline.avro.BlockSchemas;
import pipeline.avro.IncompatibleSchemaException;
import pipeline.avro.SchemaRegistry;
import pipeline.avro.SchemaRegistryException;

/**
 * Whether the schema registry answers and would take our schema.
 *
 * @param subject of the schema
 */
public record RegistryCheck(SchemaRegistry registry, String subject) implements Check {

    @Override
    public String what() {
        return "Registry " + registry.url();
    }

    @Override
    public String advice() {
        return "Start the registry, or correct schema-registry.url";
    }

    @Override
    public List<Row> look() {
        Schema schema = BlockSchemas.current();
        try {
            OptionalInt version = registry.latestVersion(subject);
            if (version.isEmpty()) {
                return List.of(Row.ok(what(), "subject " + subject + " is not there yet; ingest registers it"));
            }
            registry.requireCompatible(subject, schema);
            return List.of(Row.ok(
                    what(), "subject " + subject + ", version " + version.getAsInt() + ", compatible with our schema"));
        } catch (IncompatibleSchemaException e) {
            return List.of(Row.fail(
                    what(),
                    e.getMessage().replaceAll("\\s+", " "),
                    "Loosen the subject's compatibility in the registry, or set kafka.topics.raw-blocks to a topic of its"
                            + " own"));
        } catch (SchemaRegistryException e) {
            String advice = e.getCause() == null
                    ? "Correct schema-registry.url, schema-registry.user and schema-registry.password"
                    : advice();
            return List.of(Row.fail(what(), Checks.reason(e), advice));
        }
    }
}
