package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line: help, versions, and what is refused before anything starts. */
class CommandsTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"check", "compact", "init", "replay", "verify"})
    void help_says_what_a_command_does_and_how_it_ends(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage:", " " + command, "Exit status:", "  2   the settings");
        out.getBuffer().setLength(0);
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("java -jar camel-pipeline.jar", "--key=value", "  " + command + " ");
    }

    @Test
    void the_version_is_told() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("camel-pipeline ", "Java " + Runtime.version());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verifi                      | Unknown command verifi: there is check, compact, init, replay, verify",
                "verify --repiar             | --repiar",
                "--heights.from 5            | --heights.from",
                "init pom.xml                | Cannot write into pom.xml",
                "--heights.to=5 init x       | init takes no settings",
                "verify --heights.form=1     | Unknown setting heights.form (command line)",
                "--heights.form=1 verify     | Unknown setting heights.form (command line)",
                "compact --from-date=tuesday | '--from-date': cannot convert 'tuesday'",
                "compact --from-date=2024-05-02 --to-date=2024-05-01 | --from-date=2024-05-02 is after --to-date=2024-05-01",
            })
    void what_cannot_be_run_is_refused_and_says_why(String line, String why) {
        assertThat(run(line.split(" +"))).isEqualTo(2);
        assertThat(err.toString()).contains(why).doesNotContain("\tat ", "command 5");
    }

    @Test
    void init_writes_the_settings_and_never_over_others() throws IOException {
        Path made = folder.resolve("made");
        assertThat(run("init", made.toString())).isZero();
        Path settings = made.resolve("application.properties");
        assertThat(settings).hasSameBinaryContentAs(Path.of("application.properties"));
        Path builtIn = Path.of("src/main/resources/routes");
        try (Stream<Path> routes = Files.walk(builtIn)) {
            for (Path route : routes.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .toList()) {
                assertThat(made.resolve("routes").resolve(builtIn.relativize(route)))
                        .hasSameBinaryContentAs(route);
            }
        }
        Files.writeString(settings, "heights.to=5");
        assertThat(run("init", made.toString())).isZero();
        assertThat(settings).hasContent("heights.to=5");
    }

    private int run(String... arguments) {
        CommandLine line = Commands.of(new Main(), Map.of());
        return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }
}
