package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;
import pipeline.servers.JavaProcess;

/** Who gets into the console, and what he may do there. */
class ConsoleTest {

    private static final String PASSWORD = "correct horse";

    @TempDir
    static Path directory;

    private static SampleNode node;
    private static EmbeddedBroker broker;
    private static RunningPipeline open;
    private static RunningPipeline closed;
    private static ConsoleHttp openConsole;
    private static ConsoleHttp stranger;
    private static ConsoleHttp operator;

    @BeforeAll
    static void start() {
        node = SampleNode.start();
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        openConsole = ConsoleHttp.at(JavaProcess.freePort());
        stranger = ConsoleHttp.at(JavaProcess.freePort());
        operator = new ConsoleHttp(stranger.port(), "operator", PASSWORD);
        // one after the other: within a JVM the first is the one that JMX knows by its name
        closed = start(
                "closed",
                stranger.port(),
                "--console.host=0.0.0.0",
                "--console.user=operator",
                "--console.password=" + PASSWORD);
        awaitReady(closed, stranger);
        open = start("open", openConsole.port(), "--console.allowed-origins=http://hawtio.example:8080");
        awaitReady(open, openConsole);
    }

    private static void awaitReady(RunningPipeline pipeline, ConsoleHttp console) {
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(() -> !pipeline.isRunning())
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> console.isReady());
    }

    private static RunningPipeline start(String topic, int port, String... settings) {
        String[] all = new String[settings.length + 1];
        all[0] = "--console.port=" + port;
        System.arraycopy(settings, 0, all, 1, settings.length);
        return RunningPipeline.start(node.url(), broker.brokers(), topic, directory.resolve(topic), all);
    }

    @AfterAll
    static void stop() throws Exception {
        open.close();
        closed.close();
        broker.close();
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hawtio", "/hawtio/", "/hawtio/index.html", "/hawtio/camel/routes", "/hawtio/jolokia"})
    void a_console_with_a_password_lets_nobody_in_without(String path) {
        assertThat(stranger.get(path).statusCode()).isEqualTo(401);
        assertThat(new ConsoleHttp(stranger.port(), "operator", "correct hors")
                        .get(path)
                        .statusCode())
                .isEqualTo(401);
        assertThat(new ConsoleHttp(stranger.port(), "somebody", PASSWORD)
                        .get(path)
                        .statusCode())
                .isEqualTo(401);
        assertThat(operator.get(path).statusCode()).isIn(200, 301);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/observe/health/live", "/observe/health/ready", "/observe/metrics"})
    void health_and_metrics_ask_for_no_password(String path) {
        assertThat(stranger.get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hawtio/", "/hawtio/jolokia/version"})
    void a_page_from_elsewhere_cannot_use_the_console_through_a_browser(String path) {
        String ours = "http://127.0.0.1:" + openConsole.port();
        assertThat(openConsole.get(path, "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(openConsole.get(path, "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(openConsole
                        .get(path, "Host", "evil.example:" + openConsole.port())
                        .statusCode())
                .isEqualTo(403);
        assertThat(openConsole.get(path, "Origin", ours).statusCode()).isEqualTo(200);
        assertThat(openConsole.get(path, "Origin", "http://hawtio.example:8080").statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_image_of_another_page_cannot_stop_a_route() {
        String stop = "/hawtio/jolokia/exec/" + route("archive-blocks").replace("\"", "%22") + "/stop()";
        assertThat(operator.get(stop, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(operator.get(stop, "Sec-Fetch-Site", "same-site").statusCode())
                .isEqualTo(403);
        // so it is where a browser tells nothing: without TLS, at another address
        assertThat(operator.get(stop).statusCode()).isEqualTo(403);
        assertThat(operator.get(stop.replace("exec", "%65xec")).statusCode()).isEqualTo(403);
        assertThat(operator.get(stop.replace("jolokia/exec", "jolokia?p=exec")).statusCode())
                .isEqualTo(403);
        assertThat(operator.get("/hawtio/jolokia/read/java.lang:type=Threading/ThreadCount")
                        .statusCode())
                .isEqualTo(200);
        // a link may lead to Hawtio itself
        assertThat(operator.get("/hawtio/", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(200);
        assertThat(operator.isReady()).isTrue();
    }

    @Test
    void a_browser_is_told_which_pages_may_read_the_answers() {
        String other = "http://hawtio.example:8080";
        assertThat(openConsole
                        .get("/hawtio/jolokia/version", "Origin", other)
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .hasValue(other);
    }

    @Test
    void an_operator_stops_a_route_which_health_then_tells_and_starts_it_again() {
        assertThat(call(route("archive-blocks"), "stop()").path("status").asInt())
                .isEqualTo(200);
        JsonNode health = operator.health("ready");
        assertThat(health.path("status").asText()).isEqualTo("DOWN");
        assertThat(ConsoleHttp.check(health, "archive").path("message").asText())
                .contains("archive-blocks", "stopped by hand");
        assertThat(operator.health("live").path("status").asText()).isEqualTo("UP");

        assertThat(call(route("archive-blocks"), "start()").path("status").asInt())
                .isEqualTo(200);
        assertThat(operator.isReady()).isTrue();
    }

    @Test
    void an_operator_sees_the_source_of_the_routes_of_both_kinds() {
        String source = call(context(), "dumpRoutesAsXml()").path("value").asText();
        assertThat(source).contains("id=\"fetch-blocks\"", "id=\"archive-blocks\"");
    }

    @ParameterizedTest
    @CsvSource({
        "route,remove()",
        "route,updateRouteFromXml(java.lang.String)",
        "context,stop()",
        "context,'sendBody(java.lang.String,java.lang.Object)'",
        "java.lang:type=Memory,gc()",
        "com.sun.management:type=HotSpotDiagnostic,'dumpHeap(java.lang.String,boolean)'",
        "com.sun.management:type=DiagnosticCommand,vmSystemProperties(*)",
    })
    void an_operator_cannot_do_what_he_does_not_need(String bean, String operation) {
        String name = bean.replaceFirst("^route$", route("archive-blocks")).replaceFirst("^context$", context());
        JsonNode answer = call(name, operation);
        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(403);
    }

    @Test
    void hawtio_is_not_told_of_beans_that_go_while_it_asks() {
        JsonNode domains = operator.jolokia(Map.of("type", "list")).path("value");
        assertThat(domains.path("org.apache.camel")).isNotEmpty();
        assertThat(domains.fieldNames())
                .toIterable()
                .noneMatch(domain -> domain.startsWith("kafka") || domain.startsWith("org.apache.kafka"));
    }

    @ParameterizedTest
    @CsvSource({"SystemProperties", "InputArguments"})
    void an_operator_cannot_read_the_command_line(String attribute) {
        JsonNode answer =
                operator.jolokia(Map.of("type", "read", "mbean", "java.lang:type=Runtime", "attribute", attribute));
        assertThat(answer.path("status").asInt()).isEqualTo(403);
    }

    @Test
    void an_operator_cannot_change_an_attribute() {
        JsonNode answer = operator.jolokia(
                Map.of("type", "write", "mbean", route("archive-blocks"), "attribute", "Tracing", "value", true));
        assertThat(answer.path("status").asInt()).isEqualTo(403);
    }

    private static JsonNode call(String bean, String operation) {
        return operator.jolokia(Map.of("type", "exec", "mbean", bean, "operation", operation, "arguments", List.of()));
    }

    private static String route(String id) {
        return "org.apache.camel:context=camel-pipeline,name=\"" + id + "\",type=routes";
    }

    private static String context() {
        return "org.apache.camel:context=camel-pipeline,name=\"camel-pipeline\",type=context";
    }
}
