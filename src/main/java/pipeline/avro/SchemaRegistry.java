package pipeline.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** A schema registry that speaks Confluent's REST API (Confluent's own, Apicurio, Karapace, Redpanda). Thread-safe. */
public final class SchemaRegistry {

    /** Confluent's {@code error_code} for an id that has no schema. */
    private static final int SCHEMA_NOT_FOUND = 40403;

    /** Confluent's for a subject that is unknown or has no version yet, so there is nothing to be incompatible with. */
    private static final List<Integer> NOTHING_REGISTERED = List.of(40401, 40402);

    private static final int CONFLICT = 409;

    private final RegistryConnection connection;

    /** What an id stands for never changes. */
    private final ConcurrentMap<Integer, Schema> schemas = new ConcurrentHashMap<>();

    /**
     * @param url where the API begins, {@code http://host:8081} or with a path ({@code …/apis/ccompat/v7})
     * @param user null when the registry asks for none
     * @param password null when the registry asks for none
     * @throws IllegalArgumentException when the url is not one of http or https, or holds credentials
     */
    public SchemaRegistry(String url, String user, String password) {
        this.connection = new RegistryConnection(url, user, password);
    }

    /** Where the API begins, as it is shown in messages. */
    public String url() {
        return connection.url();
    }

    /**
     * The id of the schema, which is registered as the subject's newest version unless the subject has it already.
     *
     * @throws IncompatibleSchemaException when the registry refuses it beside the versions the subject has
     * @throws SchemaRegistryException when the registry cannot be asked, or answers with an error
     */
    public int register(String subject, Schema schema) throws SchemaRegistryException, IncompatibleSchemaException {
        RegistryAnswer answer = connection.post("/subjects/" + encoded(subject) + "/versions", body(schema));
        if (answer.status() == CONFLICT) {
            throw incompatible(subject, answer.message().isEmpty() ? List.of() : List.of(answer.message()));
        }
        JsonNode id = answer.mandatory().path("id");
        if (!id.isInt()) {
            throw answer.unexpected();
        }
        return id.intValue();
    }

    /**
     * @return empty when the registry has no schema of that id, or one that is not Avro
     * @throws SchemaRegistryException when the registry cannot be asked, or answers with an error
     */
    public Optional<Schema> schema(int id) throws SchemaRegistryException {
        Schema known = schemas.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        RegistryAnswer answer = connection.get("/schemas/ids/" + id);
        if (answer.errorCode() == SCHEMA_NOT_FOUND) {
            return Optional.empty();
        }
        JsonNode text = answer.mandatory().path("schema");
        if (!text.isTextual()) {
            throw answer.unexpected();
        }
        Optional<Schema> schema = parse(text.textValue());
        schema.ifPresent(avro -> schemas.putIfAbsent(id, avro));
        // the first instance of an id is the one everybody gets
        return schema.map(avro -> schemas.get(id));
    }

    /**
     * The newest version of a subject; empty where nothing is registered under it.
     *
     * @throws SchemaRegistryException when the registry cannot be asked, or answers with an error
     */
    public OptionalInt latestVersion(String subject) throws SchemaRegistryException {
        RegistryAnswer answer = connection.get("/subjects/" + encoded(subject) + "/versions/latest");
        if (NOTHING_REGISTERED.contains(answer.errorCode())) {
            return OptionalInt.empty();
        }
        JsonNode version = answer.mandatory().path("version");
        if (!version.isInt()) {
            throw answer.unexpected();
        }
        return OptionalInt.of(version.intValue());
    }

    /**
     * Returns when the registry answers a question about a subject, which need not be there.
     *
     * @throws SchemaRegistryException when it cannot be asked, or answers with an error
     */
    public void requireAnswer(String subject) throws SchemaRegistryException {
        RegistryAnswer answer = connection.get("/subjects/" + encoded(subject) + "/versions");
        if (!NOTHING_REGISTERED.contains(answer.errorCode())) {
            answer.mandatory();
        }
    }

    /**
     * Returns when the schema may follow the subject's latest version, and registers nothing.
     *
     * @throws IncompatibleSchemaException when it may not; how strict that is, is set in the registry for the subject
     * @throws SchemaRegistryException when the registry cannot be asked, or answers with an error
     */
    public void requireCompatible(String subject, Schema schema)
            throws SchemaRegistryException, IncompatibleSchemaException {
        RegistryAnswer answer = connection.post(
                "/compatibility/subjects/" + encoded(subject) + "/versions/latest?verbose=true", body(schema));
        if (NOTHING_REGISTERED.contains(answer.errorCode())) {
            return;
        }
        JsonNode compatible = answer.mandatory().path("is_compatible");
        if (!compatible.isBoolean()) {
            throw answer.unexpected();
        }
        if (!compatible.booleanValue()) {
            List<String> reasons = texts(answer.json().path("messages"));
            throw incompatible(subject, reasons.isEmpty() ? differences(subject, schema) : reasons);
        }
    }

    /** For registries that refuse without a word, as Apicurio does: what Avro finds against the latest version. */
    private List<String> differences(String subject, Schema schema) throws SchemaRegistryException {
        JsonNode latest = connection
                .get("/subjects/" + encoded(subject) + "/versions/latest")
                .mandatory();
        return parse(latest.path("schema").asText())
                .map(registered -> SchemaDifferences.between(registered, schema))
                .orElse(List.of());
    }

    private IncompatibleSchemaException incompatible(String subject, List<String> reasons) {
        return new IncompatibleSchemaException(
                "The schema registry at " + url() + " (schema-registry.url) refuses the schema of a block for subject "
                        + subject + " as incompatible with what is registered there",
                reasons);
    }

    private static String body(Schema schema) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schema", schema.toString())
                .toString();
    }

    private static Optional<Schema> parse(String schema) {
        try {
            return Optional.of(new Schema.Parser().parse(schema));
        } catch (AvroRuntimeException e) {
            return Optional.empty();
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** As a part of a path, where a blank is not a plus sign. */
    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
