package pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import pipeline.servers.JavaProcess;

/** Prometheus, as Debian packages it, with the project's rules, before one pipeline. */
final class PrometheusServer implements AutoCloseable {

    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Path RULES = Path.of("deploy/prometheus/alerts.yml").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = JavaProcess.freePort();
    private final Process process;

    /** @param consolePort of the pipeline */
    PrometheusServer(Path folder, int consolePort) throws IOException {
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: camel-pipeline
                    metrics_path: /observe/metrics
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """
                        .formatted(RULES, consolePort));
        process = new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROMETHEUS) && Files.isExecutable(PROMTOOL);
    }

    /** What {@code promtool check …} says of a text or a file; nothing when all is well. */
    static String check(String what, String input, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(PROMTOOL.toString(), "check", what).redirectErrorStream(true);
        command.command().addAll(java.util.List.of(arguments));
        Process promtool = command.start();
        promtool.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return promtool.waitFor() == 0 && what.equals("rules") ? "" : said;
    }

    /** The series that a query gives now. */
    JsonNode query(String query) throws IOException, InterruptedException {
        return api("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("data")
                .path("result");
    }

    /** The rules as Prometheus reads them. */
    JsonNode rules() throws IOException, InterruptedException {
        return api("rules").path("data").path("groups").path(0).path("rules");
    }

    private JsonNode api(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .build();
        return JSON.readTree(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
