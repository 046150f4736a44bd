package pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every YAML that we ship is what Kaoto can open and save back. */
class YamlSchemaTest {

    private static final CanonicalYaml CANONICAL = new CanonicalYaml();

    private static final String GREETINGS =
            """
            - route:
                id: greet
                from:
                  uri: timer:greet
                  steps:
                    - setBody:
                        expression:
                          simple:
                            expression: Hello
                    - to:
                        uri: direct:next
                        parameters:
                          block: false
                    - split:
                        stopOnException: true
                        expression:
                          simple:
                            expression: ${body}
                        steps: []
            - beans:
                - name: greeting
                  type: java.lang.String
                  constructors:
                    "0": Hello
            - routeTemplate:
                id: greeter
                parameters:
                  - name: name
                from:
                  uri: timer:{{name}}
                  steps:
                    - log:
                        message: Hello
            - templatedRoute:
                routeTemplateRef: greeter
                routeId: greet-world
                parameters:
                  - name: name
                    value: world
            """;

    static List<Path> shipped() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(Path.of("src/main/resources/routes"), Path.of("docs/cookbook"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    all.filter(file -> file.toString().endsWith(".camel.yaml")).forEach(files::add);
                }
            }
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void is_canonical(Path file) throws IOException {
        assertThat(CANONICAL.faults(file)).as(file.toString()).isEmpty();
    }

    @Test
    void routes_templates_and_beans_are_canonical() {
        assertThat(CANONICAL.faults(GREETINGS)).isEmpty();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments("- setBody:", "- setBoddy:", "line 6, $[0].route.from.steps[0]: property 'setBoddy' is not"),
                arguments(
                        "uri: direct:next",
                        "urn: direct:next",
                        "line 11, $[0].route.from.steps[1].to: property 'urn' is not"),
                arguments("block: false", "block: [", "line 14, "),
                arguments(
                        "stopOnException: true",
                        "stopOnException: 'true'",
                        "line 15, $[0].route.from.steps[2].split.stopOnException: string found"),
                arguments("routeId:", "routeIdd:", "$[3].templatedRoute: property 'routeIdd' is not"),
                // shorthands that Camel takes
                arguments(
                        "log:\n            message: Hello",
                        "log: Hello",
                        "$[2].routeTemplate.from.steps[0].log: string found, object"),
                arguments(
                        "simple:\n                expression: Hello",
                        "simple: Hello",
                        "steps[0].setBody.expression.simple: string found, object"),
                arguments(
                        "            expression:\n              simple:\n                expression: Hello",
                        "            simple: Hello",
                        "steps[0].setBody: required property 'expression' not found"),
                arguments("- route:\n    id: greet\n    from:\n", "- from:\n", "line 1, $[0]: property 'from' is not"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void what_is_not_canonical_is_told_with_its_place(String right, String wrong, String fault) {
        assertThat(GREETINGS).contains(right);
        assertThat(CANONICAL.faults(GREETINGS.replace(right, wrong)))
                .anySatisfy(told -> assertThat(told).contains(fault));
    }
}
