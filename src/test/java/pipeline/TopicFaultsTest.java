package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;
import pipeline.servers.JavaProcess;

/** Topics and schema registries that are there already, and not as the pipeline needs them. */
class TopicFaultsTest {

    private static final String COMPATIBILITY = "/compatibility/";

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    /** Id and text of our schema, in the form of the registry's answers. */
    private static final String SCHEMA = new ObjectMapper()
            .createObjectNode()
            .put("id", 7)
            .put("schema", Block.getClassSchema().toString())
            .toString();

    private static SampleNode node;

    private Arrived arrived;

    @BeforeAll
    static void startServers() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        node = SampleNode.start();
    }

    @AfterAll
    static void stopServers() {
        node.close();
        broker.close();
    }

    @BeforeEach
    void chooseTopic() {
        String topic = "blocks-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @Test
    void a_topic_that_can_lose_records_is_used_with_a_warning_that_says_what_it_can_cost() throws Exception {
        arrived.create(
                arrived.topic(),
                2,
                Map.of(
                        "retention.ms",
                        "604800000",
                        "cleanup.policy",
                        "compact,delete",
                        "max.message.bytes",
                        "1048588"));
        try (RunningPipeline pipeline = start("--heights.to=3")) {
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().warnings())
                    .extracting(WrittenLog.Line::text)
                    .anySatisfy(line -> assertThat(line).contains("2 partitions", "6", "kafka.partitions"))
                    .anySatisfy(line -> assertThat(line).contains("cleanup.policy=compact", "will be lost"))
                    .anySatisfy(line -> assertThat(line).contains("retention.ms=604800000", "is lost"))
                    .anySatisfy(line -> assertThat(line).contains("max.message.bytes=1048588", "dead-letter"))
                    .allSatisfy(line -> assertThat(line).contains("Topic " + arrived.topic()));
        }
        arrived.isExactly(0, 3);
    }

    @Test
    void a_topic_of_dead_letters_that_forgets_what_was_closed_is_used_with_a_warning() throws Exception {
        arrived.create(arrived.topic() + ".dead-letters", 1, Map.of("cleanup.policy", "compact"));
        try (RunningPipeline pipeline = start("--heights.to=3")) {
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().warnings())
                    .extracting(WrittenLog.Line::text)
                    .anySatisfy(line -> assertThat(line)
                            .contains("Topic " + arrived.topic() + ".dead-letters", "delete.retention.ms=86400000"));
        }
        arrived.isExactly(0, 3);
    }

    @Test
    void topics_as_the_pipeline_makes_them_are_used_without_a_warning() throws Exception {
        for (int to : new int[] {1, 3}) {
            try (RunningPipeline pipeline = start("--heights.to=" + to)) {
                assertThat(pipeline.awaitStatus()).isZero();
                assertThat(pipeline.log().warnings()).isEmpty();
            }
        }
        arrived.isExactly(0, 3);
    }

    @Test
    void a_chain_index_of_two_partitions_is_refused() throws Exception {
        arrived.create(arrived.topic() + ".chain", 2, Map.of("cleanup.policy", "compact"));
        try (RunningPipeline pipeline = start("--heights.to=3")) {
            assertThat(pipeline.awaitStatus()).isEqualTo(2);
            assertThat(pipeline.log().text())
                    .contains("Topic " + arrived.topic() + ".chain has 2 partitions", "kafka.topics.raw-blocks");
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
        assertThat(arrived.publishedHeights()).isEmpty();
    }

    @Test
    void a_schema_that_is_not_compatible_with_the_registrys_is_refused_with_its_reason() throws Exception {
        HttpServer registry = registry(
                0, "{\"is_compatible\":false,\"messages\":[\"READER_FIELD_MISSING_DEFAULT_VALUE: chain_work\"]}");
        try (RunningPipeline pipeline = start("--heights.to=3", "--schema-registry.url=" + url(registry))) {
            assertThat(pipeline.awaitStatus()).isEqualTo(2);
            assertThat(pipeline.log().text())
                    .contains("READER_FIELD_MISSING_DEFAULT_VALUE: chain_work", arrived.topic() + "-value");
            assertThat(pipeline.log().stackTraces()).isEmpty();
        } finally {
            registry.stop(0);
        }
        assertThat(arrived.publishedHeights()).isEmpty();
    }

    @Test
    void the_registry_is_down_at_the_start_and_is_named_with_its_setting_and_waited_for() throws Exception {
        int port = JavaProcess.freePort();
        try (RunningPipeline pipeline =
                start("--pipeline.roles=ingest", "--heights.to=3", "--schema-registry.url=http://127.0.0.1:" + port)) {
            pipeline.log().await("schema-registry.url");
            pipeline.log().await("trying again (1)");
            assertThat(pipeline.log().stackTraces()).isEmpty();
            HttpServer registry = registry(port, "{\"is_compatible\":true}");
            try {
                assertThat(pipeline.awaitStatus()).isZero();
            } finally {
                registry.stop(0);
            }
        }
        assertThat(arrived.publishedHeights()).containsExactly(0, 1, 2, 3);
        assertThat(arrived.records(arrived.topic()))
                .allSatisfy(record -> assertThat(record.value()).startsWith(0, 0, 0, 0, 7));
    }

    @Test
    void the_registry_is_down_later_and_is_waited_for_with_nothing_committed() throws Exception {
        HttpServer registry = registry(0, "{\"is_compatible\":true}");
        String setting = "--schema-registry.url=" + url(registry);
        int port = registry.getAddress().getPort();
        try (RunningPipeline ingest = start("--pipeline.roles=ingest", "--heights.to=3", setting)) {
            assertThat(ingest.awaitStatus()).isZero();
        }
        registry.stop(0);
        try (RunningPipeline archive = start("--pipeline.roles=archive", "--heights.to=3", setting)) {
            archive.log().await("(schema-registry.url)");
            archive.log().await("trying again (1)");
            assertThat(arrived.committedOffsets().values()).allMatch(offset -> offset == 0);
            registry = registry(port, "");
            assertThat(archive.awaitStatus()).isZero();
            assertThat(archive.log().stackTraces()).isEmpty();
        } finally {
            registry.stop(0);
        }
        assertThat(arrived.files()).containsExactly("block_0.json", "block_1.json", "block_2.json", "block_3.json");
        assertThat(arrived.archived(3).getHash()).isEqualTo(Arrived.hash(3));
        assertThat(arrived.deadLetters()).isEmpty();
    }

    /** @param compatibility answer to the question whether a schema is compatible; any schema gets id 7, which is ours */
    private static HttpServer registry(int port, String compatibility) throws IOException {
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        registry.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                String answer = exchange.getRequestURI().getPath().startsWith(COMPATIBILITY) ? compatibility : SCHEMA;
                byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        registry.start();
        return registry;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private RunningPipeline start(String... settings) {
        return RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), settings);
    }
}
