package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.component.stub.StubComponent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user puts jars into {@code lib/} beside the pipeline's. */
class LibJarsIT {

    private static final String CAMEL = "META-INF/services/org/apache/camel/";

    /** With the jar, and apart from the working directory. */
    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    private Path jar;
    private Path lib;

    @BeforeEach
    void install() throws IOException {
        jar = home.resolve("camel-pipeline.jar");
        // no symbolic link: Java follows it
        try {
            Files.createLink(jar, PipelineProcess.JAR);
        } catch (IOException otherFileSystem) {
            Files.copy(PipelineProcess.JAR, jar);
        }
        lib = Files.createDirectory(home.resolve("lib"));
    }

    @Test
    void a_route_uses_components_converters_beans_and_a_file_system_that_the_pipeline_does_not_have() throws Exception {
        writeGreeting();
        Path stub = Path.of(StubComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.copy(stub, lib.resolve("camel-stub.jar"));
        Files.createDirectory(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("routes/greet.camel.yaml"),
                """
                - beans:
                    - name: manners
                      type: greeting.Manners
                - route:
                    id: meet
                    from:
                      uri: timer:meet
                      parameters:
                        repeatCount: 1
                      steps:
                        - to:
                            uri: stub:greet
                - route:
                    id: greet
                    from:
                      uri: stub:greet
                      steps:
                        - to:
                            uri: greeting:world
                        - convertBodyTo:
                            type: String
                        - bean:
                            ref: manners
                        - log:
                            message: "It says: ${body}"
                """);

        try (PipelineProcess pipeline =
                PipelineProcess.start(jar, folder, "--hdfs.url=shelf://" + folder.resolve("data/hdfs"))) {
            pipeline.awaitOutput("Jars     camel-stub.jar, greeting.jar, from " + lib);
            pipeline.awaitOutput("It says: Hello world, if I may");
            Path block = new LocalArchive(folder).file(0);
            Awaitility.await(block.toString()).atMost(PATIENCE).until(() -> Files.exists(block));
            assertThat(pipeline.terminate()).isIn(0, PipelineProcess.TERMINATED);
            assertThat(pipeline.output()).doesNotContain(" WARN ", " ERROR ", "WARNING");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "--heights.to=3"})
    void one_that_is_broken_is_named_and_nothing_starts(String argument) throws Exception {
        Path broken = Files.writeString(lib.resolve("broken.jar"), "half of a downl");
        try (PipelineProcess refused = PipelineProcess.start(jar, folder, argument)) {
            assertThat(refused.awaitExit()).as(refused.output()).isEqualTo(2);
            assertThat(refused.output())
                    .contains("camel-pipeline cannot start:", "Cannot read " + broken + ": ")
                    .doesNotContain("Exception");
        }
        assertThat(folder).isEmptyDirectory();
    }

    private void writeGreeting() throws IOException {
        new UserJar(Files.createDirectory(home.resolve("classes")))
                .with("greeting.Greeting", "package greeting; public record Greeting(String name) {}")
                .with(
                        "greeting.Manners",
                        """
                        package greeting;
                        public class Manners {
                            public String polite(String greeting) {
                                return greeting + ", if I may";
                            }
                        }
                        """)
                .with(
                        "greeting.GreetingComponent",
                        """
                        package greeting;
                        import java.util.Map;
                        import org.apache.camel.Endpoint;
                        import org.apache.camel.support.DefaultComponent;
                        import org.apache.camel.support.ProcessorEndpoint;
                        public class GreetingComponent extends DefaultComponent {
                            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
                                return new ProcessorEndpoint(uri, this, e -> e.getMessage().setBody(new Greeting(name)));
                            }
                        }
                        """)
                .withFile(CAMEL + "component/greeting", "class=greeting.GreetingComponent")
                .with(
                        "greeting.GreetingConverter",
                        """
                        package greeting;
                        import org.apache.camel.spi.TypeConverterLoader;
                        import org.apache.camel.spi.TypeConverterRegistry;
                        import org.apache.camel.support.SimpleTypeConverter;
                        public class GreetingConverter implements TypeConverterLoader {
                            public void load(TypeConverterRegistry registry) {
                                registry.addTypeConverter(String.class, Greeting.class, new SimpleTypeConverter(
                                        false, (type, exchange, value) -> "Hello " + ((Greeting) value).name()));
                            }
                        }
                        """)
                .withFile(CAMEL + "TypeConverterLoader", "greeting.GreetingConverter")
                .with(
                        "greeting.ShelfFileSystem",
                        """
                        package greeting;
                        import java.net.URI;
                        import org.apache.hadoop.fs.RawLocalFileSystem;
                        public class ShelfFileSystem extends RawLocalFileSystem {
                            public String getScheme() {
                                return "shelf";
                            }
                            public URI getUri() {
                                return URI.create("shelf:///");
                            }
                        }
                        """)
                .withFile("META-INF/services/org.apache.hadoop.fs.FileSystem", "greeting.ShelfFileSystem")
                .write(lib.resolve("greeting.jar"));
    }
}
