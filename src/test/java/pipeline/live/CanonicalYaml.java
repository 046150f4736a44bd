package pipeline.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.serialization.JsonNodeReader;
import com.networknt.schema.utils.JsonNodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The schema of Camel's YAML without its shorthands, which Kaoto does not write. Camel has it as a file of its own from 4.21 on
 * (CAMEL-22987); until then it is made of the one that allows them, {@code schema/camelYamlDsl.json} in camel-yaml-dsl.
 */
final class CanonicalYaml {

    private static final String EXPRESSION = "#/items/definitions/org.apache.camel.model.language.ExpressionDefinition";

    private static final Set<String> CHOICES = Set.of("oneOf", "anyOf", "not");

    private final JsonSchema schema;

    CanonicalYaml() {
        try (InputStream camel = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonNode canonical = new ObjectMapper().readTree(camel);
            ((ObjectNode) canonical.at("/items/properties")).remove("from");
            canonical.findParents("oneOf").forEach(CanonicalYaml::removeShorthands);
            schema = JsonSchemaFactory.getInstance(
                            SpecVersion.VersionFlag.V4,
                            factory -> factory.jsonNodeReader(
                                    JsonNodeReader.builder().locationAware().build()))
                    .getSchema(canonical);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code to: direct:x} where an object may be, and {@code simple: …} without {@code expression:} around it. */
    private static void removeShorthands(JsonNode parent) {
        ArrayNode choices = (ArrayNode) parent.get("oneOf");
        boolean hasObject = StreamSupport.stream(choices.spliterator(), false)
                .anyMatch(choice -> choice.path("type").asText().equals("object"));
        for (int i = choices.size() - 1; i >= 0 && hasObject; i--) {
            JsonNode choice = choices.get(i);
            if (choice.path("type").asText().equals("string")
                    || choice.path("$ref").asText().equals(EXPRESSION)) {
                choices.remove(i);
            }
        }
    }

    /** What is wrong with a file of routes: line, place and reason of each fault. */
    List<String> faults(Path file) throws IOException {
        return faults(Files.readString(file));
    }

    List<String> faults(String yaml) {
        Collection<ValidationMessage> all;
        try {
            all = schema.validate(yaml, InputFormat.YAML);
        } catch (IllegalArgumentException e) {
            return List.of(e.getMessage() + ": " + e.getCause().getMessage());
        }
        return all.stream()
                .filter(fault -> all.stream().noneMatch(other -> saysMore(other, fault)))
                .map(CanonicalYaml::text)
                .distinct()
                .toList();
    }

    /** Than another: of a place inside its own, or of the same place where it only says that no choice is right. */
    private static boolean saysMore(ValidationMessage fault, ValidationMessage than) {
        JsonNodePath place = fault.getInstanceLocation();
        JsonNodePath other = than.getInstanceLocation();
        boolean isSame = place.equals(other);
        return isSame
                ? CHOICES.contains(than.getType()) && !CHOICES.contains(fault.getType())
                : place.startsWith(other);
    }

    private static String text(ValidationMessage fault) {
        return "line " + JsonNodes.tokenLocationOf(fault.getInstanceNode()).getLineNr() + ", " + fault.getMessage();
    }
}
