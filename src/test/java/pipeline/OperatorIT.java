package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.servers.JavaProcess;

/** What an operator looks at while the jar runs: Hawtio in a browser, the metrics in a Prometheus. */
class OperatorIT {

    private static final Path DASHBOARD = Path.of("deploy/grafana/dashboards/camel-pipeline.json");

    @TempDir
    static Path folder;

    private static PipelineProcess pipeline;
    private static ConsoleHttp console;

    @BeforeAll
    static void start() {
        console = ConsoleHttp.at(JavaProcess.freePort());
        pipeline = PipelineProcess.start(
                folder,
                "--console.port=" + console.port(),
                "--archive.gap-check-interval=1s",
                "--console.camel-cli=true");
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(() -> !pipeline.isAlive())
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() ->
                        console.get("/observe/metrics").body().contains("pipeline_height{stage=\"archived\"} 183.0"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(pipeline.terminate()).isIn(0, PipelineProcess.TERMINATED);
        pipeline.close();
    }

    @Test
    void hawtio_shows_the_routes_of_both_kinds_and_stops_and_starts_one() throws IOException {
        assumeThat(Browser.isInstalled())
                .as("Chromium and its driver are installed")
                .isTrue();
        try (Browser browser = new Browser()) {
            browser.open("http://127.0.0.1:" + console.port() + "/hawtio/camel/routes");
            // the sample chain has 184 blocks
            assertThat(browser.row("fetch-block"))
                    .startsWith("fetch-block", "Started")
                    .contains("184");
            assertThat(browser.row("archive-block"))
                    .startsWith("archive-block", "Started")
                    .contains("184");
            for (String clock : List.of("lead-ingest", "report-progress")) {
                int before = total(browser, clock);
                Awaitility.await(clock + " counts on").atMost(PATIENCE).until(() -> total(browser, clock) > before);
            }
            browser.takeScreenshot("routes");

            browser.press("Stop", "archive-blocks");
            awaitState(browser, "archive-blocks", "Stopped");
            browser.takeScreenshot("stopped");
            assertThat(console.isReady()).isFalse();
            browser.press("Start", "archive-blocks");
            awaitState(browser, "archive-blocks", "Started");
            assertThat(console.isReady()).isTrue();

            for (String route : List.of("copy-heights", "archive-block")) {
                browser.click(route);
                browser.click("Route Diagram");
                assertThat(browser.boxes()).hasSizeGreaterThan(8);
                browser.takeScreenshot(route);
            }
        }
    }

    private static int total(Browser browser, String route) {
        // name, state, uptime, completed, failed, handled, total, …
        return Integer.parseInt(browser.row(route).get(6));
    }

    private static void awaitState(Browser browser, String route, String state) {
        Awaitility.await(route + " " + state)
                .atMost(PATIENCE)
                .until(() -> browser.row(route).get(1).equals(state));
    }

    /** The {@code camel} command reads these files; it is not among what Maven brings along. */
    @Test
    void the_command_line_of_camel_sees_the_routes() {
        Path status = Path.of(System.getProperty("user.home"), ".camel", pipeline.pid() + "-status.json");
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            JsonNode seen = new ObjectMapper().readTree(status.toFile());
            assertThat(seen.path("context").path("name").asText()).isEqualTo("camel-pipeline");
            assertThat(seen.path("routes"))
                    .extracting(route -> route.path("routeId").asText() + " "
                            + route.path("state").asText())
                    .contains("fetch-blocks Started", "archive-blocks Started");
        });
    }

    @Test
    void prometheus_has_nothing_to_say_against_the_metrics_and_the_rules() throws Exception {
        assumeThat(PrometheusServer.isInstalled())
                .as("Prometheus and promtool are installed")
                .isTrue();
        assertThat(PrometheusServer.check(
                        "metrics", console.get("/observe/metrics").body()))
                .isEmpty();
        assertThat(PrometheusServer.check("rules", "", "deploy/prometheus/alerts.yml"))
                .isEmpty();
    }

    @Test
    void every_query_of_the_dashboard_and_of_the_alerts_finds_data() throws Exception {
        assumeThat(PrometheusServer.isInstalled()).as("Prometheus is installed").isTrue();
        try (PrometheusServer prometheus = new PrometheusServer(folder, console.port())) {
            Awaitility.await("rules").atMost(PATIENCE).ignoreExceptions().until(() -> !prometheus
                    .rules()
                    .isEmpty());
            List<String> queries = dashboardQueries();
            for (JsonNode rule : prometheus.rules()) {
                // without a limit an alert that has no reason to sound gives its number
                queries.add(rule.path("query").asText().replaceAll(" [=>]=? [0-9.]+$", ""));
            }
            assertThat(queries).hasSizeGreaterThan(30);
            for (String query : queries) {
                Awaitility.await(query)
                        .pollInterval(Duration.ofMillis(500))
                        .atMost(PATIENCE)
                        .until(() -> !prometheus.query(query).isEmpty());
            }
            assertThat(height(prometheus, "archived")).isEqualTo("183");
            assertThat(height(prometheus, "tip")).isEqualTo("183");
        }
    }

    private static String height(PrometheusServer prometheus, String stage) throws Exception {
        return prometheus
                .query("pipeline_height{stage=\"" + stage + "\"}")
                .path(0)
                .path("value")
                .path(1)
                .asText();
    }

    private static List<String> dashboardQueries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(target.path("expr").asText().replace("$__rate_interval", "1m"));
            }
        }
        return queries;
    }
}
