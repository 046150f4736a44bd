package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests as Kubernetes would read them. */
class KubernetesTest {

    private static final Path MANIFESTS = Path.of("deploy/kubernetes");
    private static final Path KUBECTL = Path.of("/usr/bin/kubectl");

    @TempDir
    Path folder;

    @Test
    void each_manifest_is_of_its_schema() throws Exception {
        List<JsonNode> manifests = rendered();
        assertThat(manifests)
                .extracting(manifest -> manifest.path("kind").asText())
                .contains("StatefulSet", "Deployment", "PodDisruptionBudget", "Service", "Namespace");
        for (JsonNode manifest : manifests) {
            validate(manifest);
        }
    }

    @Test
    void a_field_that_is_misspelt_would_be_seen() throws Exception {
        JsonNode manifest = rendered().stream()
                .filter(each -> each.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow();
        String misspelt = manifest.toString().replace("readinessProbe", "readynessProbe");
        assertThatThrownBy(() -> validate(new YAMLMapper().readTree(misspelt)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining("readynessProbe");
    }

    @Test
    void the_settings_of_the_config_map_are_known_and_well() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret");
        String settings = Files.readString(MANIFESTS.resolve("pipeline.properties"))
                .replaceAll("/run/secrets/pipeline/[a-z-]+", secret.toString());
        Files.writeString(folder.resolve("application.properties"), settings);
        Settings read = Settings.read(List.of(), Map.of(), folder);
        assertThat(read.console().orElseThrow().password()).isEqualTo("s3cret");
        assertThat(read.logging().directory()).isEmpty();
    }

    /** By kustomize, where kubectl is there to do it; else the resources as they stand. */
    private static List<JsonNode> rendered() throws IOException {
        List<JsonNode> manifests = new ArrayList<>();
        if (Files.isExecutable(KUBECTL)) {
            Process kubectl = new ProcessBuilder(KUBECTL.toString(), "kustomize", MANIFESTS.toString()).start();
            addAll(new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8), manifests);
            return manifests;
        }
        try (Stream<Path> files = Files.list(MANIFESTS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.endsWith("kustomization.yaml"))
                    .toList()) {
                addAll(Files.readString(file), manifests);
            }
        }
        return manifests;
    }

    private static void addAll(String yaml, List<JsonNode> manifests) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        mapper.readValues(mapper.getFactory().createParser(yaml), JsonNode.class)
                .forEachRemaining(manifests::add);
    }

    private static void validate(JsonNode manifest) throws ReflectiveOperationException {
        // makes the classes known to each other
        new JSON();
        Class<?> type = Class.forName(
                "io.kubernetes.client.openapi.models.V1" + manifest.path("kind").asText());
        try {
            type.getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(manifest.toString()));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Not a " + type.getSimpleName() + ": " + manifest, e.getCause());
        }
    }
}
