package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.BrokerProgram;
import pipeline.embedded.SampleNode;
import pipeline.servers.HdfsServer;
import pipeline.servers.JavaProcess;
import pipeline.servers.RegistryServer;

/** Each system is stopped and started again: readiness follows within seconds and names it; liveness stays as it is. */
class HealthIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    static Path directory;

    private static SampleNode sample;
    private static FaultyNode node;
    private static JavaProcess broker;
    private static RegistryServer registry;
    private static HdfsServer hdfs;
    private static RunningPipeline pipeline;
    private static ConsoleHttp console;

    @BeforeAll
    static void start() throws Exception {
        sample = SampleNode.start();
        node = FaultyNode.before(sample);
        broker = startedBroker();
        registry = RegistryServer.start();
        hdfs = HdfsServer.start();
        console = ConsoleHttp.at(JavaProcess.freePort());
        pipeline = RunningPipeline.start(
                node.url(),
                broker.output().replaceAll("(?s).*started (\\S+:\\d+)\\..*", "$1"),
                "blocks",
                Path.of("/user/alice/blocks"),
                "--hdfs.url=" + hdfs.url(),
                "--schema-registry.url=" + registry.url(),
                "--console.port=" + console.port(),
                "--health.max-lag=3",
                "--health.max-archive-age=876000h",
                "--health.max-dead-letters=0");
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(() -> !pipeline.isRunning())
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                // a registry in memory forgets the schema at its end, which who has read a record remembers
                .until(() -> console.isReady() && isArchived());
    }

    private static boolean isArchived() {
        return pipeline.meters()
                        .get("pipeline.height")
                        .tag("stage", "archived")
                        .gauge()
                        .value()
                == 183;
    }

    @AfterAll
    static void stop() throws Exception {
        pipeline.close();
        hdfs.close();
        registry.close();
        broker.close();
        node.close();
        sample.close();
    }

    @Test
    void readiness_follows_the_node() {
        node.goDown();
        awaitDown("node", "bitcoin.rpc.url");
        node.comeBack();
        awaitUp();
    }

    @Test
    void readiness_follows_the_broker() {
        broker.close();
        awaitDown("kafka", "kafka.brokers");
        broker = startedBroker();
        awaitUp();
    }

    @Test
    void readiness_follows_the_registry() {
        registry.close();
        awaitDown("schema-registry", "schema-registry.url");
        registry = RegistryServer.start(registry.port());
        awaitUp();
    }

    @Test
    void readiness_follows_the_name_node() {
        hdfs.killNameNode();
        awaitDown("hdfs", "hdfs.url");
        hdfs.startNameNode();
        awaitUp();
    }

    @Test
    void a_node_that_hangs_is_told_too() {
        CountDownLatch end = new CountDownLatch(1);
        FaultyNode.Fault hang = node.on(request -> true, FaultyNode.ALWAYS, FaultyNode.Reaction.hang(end));
        awaitDown("node", "no answer after 5 s");
        livenessIsToldAtOnceWhileReadinessIsAsked();
        hang.heal();
        end.countDown();
        awaitUp();
    }

    /** Kubernetes ends a pod whose liveness does not answer in time, and the server answers health one by one. */
    private static void livenessIsToldAtOnceWhileReadinessIsAsked() {
        CompletableFuture<JsonNode> ready = CompletableFuture.supplyAsync(() -> console.health("ready"));
        assertThat(CompletableFuture.supplyAsync(() -> console.health("live"))).succeedsWithin(Duration.ofSeconds(2));
        assertThat(ready).succeedsWithin(Duration.ofSeconds(2));
    }

    private static void awaitDown(String check, String cause) {
        soon(check + " down").untilAsserted(() -> {
            JsonNode health = console.health("ready");
            assertThat(health.path("status").asText()).isEqualTo("DOWN");
            JsonNode down = ConsoleHttp.check(health, check);
            assertThat(down.path("status").asText()).isEqualTo("DOWN");
            assertThat(down.path("message").asText()).contains(cause);
        });
        assertThat(console.health("live").path("status").asText()).isEqualTo("UP");
        soon(check + " measured")
                .until(() ->
                        console.get("/observe/metrics").body().contains("pipeline_ready{check=\"" + check + "\"} 0.0"));
    }

    private static void awaitUp() {
        soon("up again").untilAsserted(() -> {
            JsonNode health = console.health("ready");
            assertThat(health.path("status").asText()).as(health.toString()).isEqualTo("UP");
        });
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).pollInterval(Duration.ofMillis(500)).atMost(SOON);
    }

    private static JavaProcess startedBroker() {
        return BrokerProgram.start(directory.resolve("kafka")).awaitOutput("started", PATIENCE);
    }
}
