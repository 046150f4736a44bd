package pipeline;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import pipeline.servers.JavaProcess;

/** InfluxDB, as Debian packages it (1.6), which asks for a user and a password. */
final class InfluxServer implements AutoCloseable {

    private static final String USER = "writer";
    private static final String PASSWORD = "it's a \"secret\"";
    private static final String DATABASE = "chain of blocks";

    private static final Path INFLUXD = Path.of("/usr/bin/influxd");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = JavaProcess.freePort();
    private final Process process;

    InfluxServer(Path folder) throws IOException, InterruptedException {
        Path config = Files.writeString(
                folder.resolve("influxdb.conf"),
                """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                dir = "%s/meta"
                [data]
                dir = "%s/data"
                wal-dir = "%s/wal"
                [http]
                bind-address = "127.0.0.1:%d"
                auth-enabled = true
                [monitor]
                store-enabled = false
                """
                        .formatted(JavaProcess.freePort(), folder, folder, folder, port));
        process = new ProcessBuilder(INFLUXD.toString(), "-config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("influxdb.log").toFile())
                .start();
        Awaitility.await("InfluxDB")
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ask("") != null);
        ask("CREATE USER " + USER + " WITH PASSWORD 'it\\'s a \"secret\"' WITH ALL PRIVILEGES");
        ask("CREATE DATABASE \"" + DATABASE + "\"");
    }

    static void assumeInstalled() {
        assumeThat(Files.isExecutable(INFLUXD))
                .as("InfluxDB is installed (apt-get install influxdb)")
                .isTrue();
    }

    /** Of a sink that writes into it, and others. */
    String[] settings(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--sinks.influxdb.enabled=true",
                "--sinks.influxdb.url=" + url(),
                "--sinks.influxdb.version=1",
                "--sinks.influxdb.database=" + DATABASE,
                "--sinks.influxdb.user=" + USER,
                "--sinks.influxdb.password=" + PASSWORD));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    private String url() {
        return "http://127.0.0.1:" + port;
    }

    /** What a query gives, its one series. */
    JsonNode query(String query) throws IOException, InterruptedException {
        return ask(query).path("results").path(0).path("series").path(0);
    }

    private JsonNode ask(String query) throws IOException, InterruptedException {
        String database = URLEncoder.encode(DATABASE, StandardCharsets.UTF_8);
        String credentials =
                Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/query?epoch=ns&db=" + database))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("q=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
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
