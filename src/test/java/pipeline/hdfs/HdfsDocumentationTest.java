package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that users read says what the annotations say, and its routes load. */
class HdfsDocumentationTest {

    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("docs/hdfs-component.md"));
    }

    @Test
    void every_component_option_is_told_with_its_default() {
        Map<String, String> declared = fields(HdfsComponent.class)
                .filter(field -> field.isAnnotationPresent(Metadata.class))
                .collect(Collectors.toMap(Field::getName, field -> field.getAnnotation(Metadata.class)
                        .defaultValue()));

        assertThat(defaults("Component options")).isEqualTo(declared);
    }

    @Test
    void every_endpoint_option_is_told_with_its_default() {
        Map<String, String> declared = fields(HdfsEndpoint.class)
                .filter(field -> field.isAnnotationPresent(UriParam.class) || field.isAnnotationPresent(UriPath.class))
                .collect(Collectors.toMap(Field::getName, HdfsDocumentationTest::defaultValue));

        assertThat(defaults("Endpoint options")).isEqualTo(declared);
    }

    @Test
    void every_header_is_told() throws IllegalAccessException {
        List<String> declared = new ArrayList<>();
        for (Field field : HdfsConstants.class.getFields()) {
            declared.add((String) field.get(null));
        }

        assertThat(rows("Headers").map(row -> row.group(1))).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void the_examples_are_routes_that_start(@TempDir Path root) throws Exception {
        List<String> examples =
                YAML.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(examples).hasSize(3);

        try (HdfsRoute route = new HdfsRoute("file:" + root)) {
            for (String example : examples) {
                PluginHelper.getRoutesLoader(route.context())
                        .loadRoutes(
                                ResourceHelper.fromString("example-" + examples.indexOf(example) + ".yaml", example));
            }
            assertThat(route.context().getRoutes()).hasSize(3);

            route.write("direct:keep-orders", "{}", Map.of("orderId", 5));
            route.write("direct:replace-price-list", "2026-01-01;x");
            route.write("direct:replace-price-list", "2026-02-01;y");
            route.write("direct:read-orders", null);
            assertThat(root.resolve("lake/prices/former/2026-01-01.csv")).exists();
        }
    }

    private Map<String, String> defaults(String section) {
        return rows(section)
                .collect(Collectors.toMap(
                        row -> row.group(1), row -> value(row.group(2).strip())));
    }

    /** What stands in backticks; other words say in what way there is none. */
    private static String value(String cell) {
        return cell.startsWith("`") ? cell.replace("`", "") : "";
    }

    private Stream<MatchResult> rows(String section) {
        int start = page.indexOf("\n## " + section + "\n");
        assertThat(start).as(section).isNotNegative();
        int end = page.indexOf("\n## ", start + 1);
        return ROW.matcher(page.substring(start, end)).results();
    }

    private static String defaultValue(AnnotatedElement option) {
        UriParam parameter = option.getAnnotation(UriParam.class);
        return parameter == null ? "" : parameter.defaultValue();
    }

    private static Stream<Field> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields());
    }
}
