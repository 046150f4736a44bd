package pipeline.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Apicurio Registry, which keeps its schemas in memory and speaks Confluent's API, in a JVM of its own. */
public final class RegistryServer implements AutoCloseable {

    private static final Path DIRECTORY = Path.of("target/test-servers/registry");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final JavaProcess process;
    private final int port;

    private RegistryServer(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    public static RegistryServer start() {
        return start(JavaProcess.freePort());
    }

    /** On a port of one's choice, such as that of a server that has been closed; nothing of it is kept. */
    public static RegistryServer start(int port) {
        JavaProcess process = JavaProcess.start(
                "registry",
                DIRECTORY,
                List.of(
                        "-Xmx256m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        "apicurio-registry-app-3.0.9-runner.jar"));
        return new RegistryServer(process.awaitPort(port, START_TIMEOUT), port);
    }

    /** Where Confluent's API begins. */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
