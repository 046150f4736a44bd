package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleNode;
import pipeline.servers.GuardedBroker;
import pipeline.servers.JavaProcess;
import pipeline.servers.RegistryServer;

/** A whole run that logs all it can, with a password for each system in a file: none of them is seen anywhere. */
class SecretsIT {

    private static final String NODE = "n0de-pass\"w\\ord";
    private static final String REGISTRY = "reg1stry-password";
    private static final String CONSOLE = "c0nsole-password";
    private static final String WRONG = "wr0ng-password";

    /** As they are, and as HTTP's basic authentication has them. */
    private static final List<String> SECRETS = Stream.of(NODE, REGISTRY, CONSOLE, WRONG, GuardedBroker.PASSWORD)
            .flatMap(secret -> Stream.of(
                    secret,
                    secret.replace("\\", "\\\\").replace("\"", "\\\""),
                    base64("operator:" + secret),
                    base64("reader:" + secret)))
            .distinct()
            .toList();

    @TempDir
    Path folder;

    @Test
    void no_password_is_seen_anywhere() throws Exception {
        ConsoleHttp console = new ConsoleHttp(JavaProcess.freePort(), "operator", CONSOLE);
        try (SampleNode node = SampleNode.start(SampleChain.blocks(), SampleChain.spentOutputs(), "operator", NODE);
                GuardedBroker broker = GuardedBroker.start(folder.resolve("kafka"));
                RegistryServer registry = RegistryServer.start()) {
            broker.allowEverything();
            List<String> common = List.of(
                    "--bitcoin.rpc.url=" + node.url(),
                    "--bitcoin.rpc.user=operator",
                    "--kafka.brokers=" + broker.guarded(),
                    "--kafka.security.protocol=SASL_PLAINTEXT",
                    "--kafka.sasl.mechanism=PLAIN",
                    "--schema-registry.url=" + registry.url(),
                    "--schema-registry.user=operator",
                    "--schema-registry.password-file=" + file("registry", REGISTRY),
                    "--logging.level=DEBUG",
                    "--logging.level.org.apache=DEBUG",
                    "--logging.level.org.apache.kafka=INFO",
                    "--logging.json=true");
            try (PipelineProcess refused = start(
                            "refused",
                            common,
                            "--bitcoin.rpc.password-file=" + file("wrong", WRONG),
                            "--kafka.sasl.jaas.config-file=" + file("wrong-login", GuardedBroker.loginModule(WRONG)));
                    PipelineProcess pipeline = start(
                            "run",
                            common,
                            "--bitcoin.rpc.password-file=" + file("node", NODE),
                            "--kafka.sasl.jaas.config-file="
                                    + file("login", GuardedBroker.loginModule(GuardedBroker.PASSWORD)),
                            "--console.camel-cli=true",
                            "--console.port=" + console.port(),
                            "--console.user=operator",
                            "--console.password-file=" + file("console", CONSOLE))) {
                refused.awaitOutput("kafka.brokers");
                Awaitility.await("184 files")
                        .atMost(PATIENCE)
                        .failFast(() -> !pipeline.isAlive())
                        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                        .until(() ->
                                new LocalArchive(folder.resolve("run")).files().size() == 184);
                Map<String, String> places = new LinkedHashMap<>();
                places.put("metrics", console.get("/observe/metrics").body());
                places.put("health", console.health("ready").toString());
                places.put("MBeans", readAll(console));
                places.put("thread dump", run("jcmd", String.valueOf(pipeline.pid()), "Thread.print"));
                places.put("system properties", run("jcmd", String.valueOf(pipeline.pid()), "VM.system_properties"));
                places.put("command line", run("ps", "-ww", "-o", "args=", "-p", String.valueOf(pipeline.pid())));
                places.put("status for Camel's command line", status(pipeline));
                assertThat(pipeline.terminate()).isIn(0, PipelineProcess.TERMINATED);
                places.put("output", pipeline.output());
                places.put("output of a refused login", refused.output());
                for (String log : List.of("run/logs/ingest.log", "run/logs/archive.log", "refused/logs/ingest.log")) {
                    places.put(log, Files.readString(folder.resolve(log)));
                }
                places.forEach((place, text) -> {
                    assertThat(text).as(place).hasSizeGreaterThan(50);
                    SECRETS.forEach(secret -> assertThat(text.contains(secret))
                            .as(place + " shows " + secret)
                            .isFalse());
                });
                assertThat(places.get("run/logs/ingest.log")).contains("\"log.level\":\"DEBUG\"");
            }
        }
    }

    private static String status(PipelineProcess pipeline) throws IOException {
        Path file = Path.of(System.getProperty("user.home"), ".camel", pipeline.pid() + "-status.json");
        // it is written anew every second, at first without the routes
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> Files.readString(file), text -> text.contains("archive-blocks") && text.endsWith("}"));
    }

    private PipelineProcess start(String name, List<String> common, String... more) throws IOException {
        List<String> settings = new ArrayList<>(common);
        settings.addAll(List.of(more));
        return PipelineProcess.start(Files.createDirectories(folder.resolve(name)), settings.toArray(String[]::new));
    }

    private Path file(String name, String secret) throws IOException {
        return Files.writeString(folder.resolve(name + ".secret"), secret + "\n");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Every attribute of every MBean that the console lets be read. */
    private static String readAll(ConsoleHttp console) {
        JsonNode names =
                console.jolokia(Map.of("type", "search", "mbean", "*:*")).path("value");
        StringBuilder all =
                new StringBuilder(console.jolokia(Map.of("type", "list")).toString());
        assertThat(names).hasSizeGreaterThan(100);
        for (JsonNode name : names) {
            all.append(console.jolokia(Map.of("type", "read", "mbean", name.asText())));
        }
        return all.toString();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
