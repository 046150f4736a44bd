package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.SampleNode;
import pipeline.servers.GuardedBroker;

/** The recipes of {@code docs/configuration.md} for Kafka. */
class SecureKafkaTest {

    @TempDir
    static Path folder;

    private static SampleNode node;
    private static GuardedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        node = SampleNode.start();
        broker = GuardedBroker.startWithTls(folder.resolve("kafka"));
        broker.allowEverything();
    }

    @AfterAll
    static void stop() {
        broker.close();
        node.close();
    }

    @Test
    void a_password_over_tls() throws Exception {
        copiesAndArchives("password", broker.sealedLogin());
    }

    @Test
    void a_certificate() throws Exception {
        copiesAndArchives("certificate", broker.certificate(folder.resolve("password.secret")));
    }

    private static void copiesAndArchives(String topic, List<String> login) throws Exception {
        List<String> settings = new ArrayList<>(login);
        settings.add("--heights.to=20");
        Path archive = folder.resolve(topic);
        try (RunningPipeline pipeline =
                RunningPipeline.start(node.url(), "overridden", topic, archive, settings.toArray(String[]::new))) {
            assertThat(pipeline.awaitStatus()).as(pipeline.log().text()).isZero();
        }
        assertThat(archive.toFile().list((dir, name) -> name.startsWith("block_")))
                .hasSize(21);
    }
}
