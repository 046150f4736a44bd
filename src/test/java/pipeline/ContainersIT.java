package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The main path against the servers that people run: Apache's image of Kafka and Apicurio's of its registry. Needs an engine
 * that Docker's client reaches, and Docker Hub for {@code apache/kafka} and {@code apicurio/apicurio-registry}; skipped where
 * there is no engine. {@link SeparateServersIT} does the same, and more, without.
 */
@Testcontainers(disabledWithoutDocker = true)
class ContainersIT {

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.1.1");

    @Container
    private static final GenericContainer<?> REGISTRY = new GenericContainer<>("apicurio/apicurio-registry:3.0.9")
            .withExposedPorts(8080)
            .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects"));

    @TempDir
    private Path folder;

    @Test
    void the_sample_chain_goes_through_kafka_in_a_container_to_the_archive() throws Exception {
        RegistryHttp registry = new RegistryHttp(
                "http://%s:%d/apis/ccompat/v7".formatted(REGISTRY.getHost(), REGISTRY.getMappedPort(8080)));

        try (PipelineProcess pipeline = PipelineProcess.start(
                folder,
                "--kafka.brokers=" + KAFKA.getBootstrapServers(),
                "--schema-registry.url=" + registry.url(),
                "--heights.to=183")) {
            assertThat(pipeline.awaitExit()).as(pipeline.output()).isZero();
        }

        List<Integer> heights = IntStream.rangeClosed(0, 183).boxed().toList();
        assertThat(CommittedRecords.heights(KAFKA.getBootstrapServers(), "raw-blocks"))
                .isEqualTo(heights);
        int id = registry.latestId("raw-blocks-value");
        assertThat(CommittedRecords.of(KAFKA.getBootstrapServers(), "raw-blocks"))
                .allMatch(entry -> CommittedRecords.schemaId(entry) == id);
        LocalArchive archive = new LocalArchive(folder);
        assertThat(archive.files())
                .containsExactlyInAnyOrderElementsOf(
                        heights.stream().map(archive::file).toList());
        heights.forEach(height -> ExpectedBlock.assertSame(
                archive.read(height), CoreChain.sample().get(height)));
    }
}
