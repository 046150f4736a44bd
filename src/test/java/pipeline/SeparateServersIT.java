package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.embedded.BrokerProgram;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;
import pipeline.servers.HdfsServer;
import pipeline.servers.JavaProcess;
import pipeline.servers.RegistryServer;

/**
 * The pipeline among servers of its own: a node, a broker, a schema registry and HDFS, none of them in its process, and one
 * process that ingests beside one that archives.
 */
class SeparateServersIT {

    private static final List<Integer> HEIGHTS =
            IntStream.rangeClosed(0, 183).boxed().toList();
    private static final String DIRECTORY = "/user/" + System.getProperty("user.name") + "/data/bronze/blocks";

    @TempDir
    private static Path folder;

    private static SampleNode node;
    private static JavaProcess broker;
    private static String brokers;
    private static RegistryServer registryServer;
    private static RegistryHttp registry;
    private static HdfsServer hdfs;

    private static PipelineProcess ingest;
    private static PipelineProcess archive;
    private static int ingestStatus;
    private static int archiveStatus;

    @BeforeAll
    static void ingest_and_archive_then_terminate() throws InterruptedException {
        startServers();
        ingest = start("ingest", "--pipeline.roles=ingest");
        archive = start("archive", "--pipeline.roles=archive", "--hdfs.url=" + hdfs.url());
        Awaitility.await("184 files in HDFS")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> hdfs.web().list(DIRECTORY).containsAll(names(HEIGHTS)));
        GroupProgress progress =
                new GroupProgress(new KafkaClients(brokers, Map.of()), "raw-blocks", "raw-blocks.archive");
        Awaitility.await("committed offsets").atMost(PATIENCE).until(() -> progress.hasReached(progress.end()));
        ingestStatus = ingest.terminate();
        archiveStatus = archive.terminate();
    }

    private static void startServers() throws InterruptedException {
        node = SampleNode.start();
        Path brokerFolder = folder.resolve("broker/kafka");
        broker = BrokerProgram.start(brokerFolder);
        registryServer = RegistryServer.start();
        registry = new RegistryHttp(registryServer.url());
        hdfs = HdfsServer.start();
        broker.awaitOutput("started ", Duration.ofSeconds(60));
        brokers = EmbeddedBroker.open(brokerFolder).brokers();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable process : new AutoCloseable[] {ingest, archive, hdfs, registryServer, broker, node}) {
            Optional.ofNullable(process).ifPresent(SeparateServersIT::close);
        }
    }

    @Test
    void sigterm_ends_both_processes_cleanly() {
        assertThat(ingestStatus).as(ingest.output()).isIn(0, PipelineProcess.TERMINATED);
        assertThat(archiveStatus).as(archive.output()).isIn(0, PipelineProcess.TERMINATED);
        assertThat(ingest.output()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(archive.output()).doesNotContain("\tat ").doesNotContain("Exception");
    }

    @Test
    void the_schema_is_in_the_registry_under_the_name_of_the_topic() throws IOException {
        Schema registered = registry.schema(registry.latestId("raw-blocks-value"));

        Schema ours = new Schema.Parser().parse(Path.of("schemas/block.avsc").toFile());
        assertThat(SchemaNormalization.toParsingForm(registered)).isEqualTo(SchemaNormalization.toParsingForm(ours));
    }

    @Test
    void avro_itself_reads_every_record_with_the_schema_that_its_first_bytes_name() throws IOException {
        int id = registry.latestId("raw-blocks-value");
        Schema schema = registry.schema(id);

        List<ConsumerRecord<String, byte[]>> entries = CommittedRecords.of(brokers, "raw-blocks");

        assertThat(entries).hasSize(HEIGHTS.size());
        for (ConsumerRecord<String, byte[]> entry : entries) {
            assertThat(CommittedRecords.schemaId(entry)).isEqualTo(id);
            GenericRecord block = new GenericDatumReader<GenericRecord>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(entry.value(), 5, entry.value().length - 5, null));
            JsonNode answer = CoreChain.sample().get(Integer.parseInt(entry.key()));
            assertThat(block.get("hash")).hasToString(CoreChain.hash(answer));
            assertThat(block.get("height")).isEqualTo(answer.get("height").asLong());
            assertThat(block.get("transaction_count"))
                    .isEqualTo(answer.get("nTx").asInt());
        }
        assertThat(CommittedRecords.heights(brokers, "raw-blocks")).isEqualTo(HEIGHTS);
    }

    @Test
    void the_chain_index_names_the_hash_of_every_height() {
        List<ConsumerRecord<String, byte[]>> entries = CommittedRecords.of(brokers, "raw-blocks.chain");

        assertThat(entries).hasSize(HEIGHTS.size());
        for (ConsumerRecord<String, byte[]> entry : entries) {
            JsonNode answer = CoreChain.sample().get(Integer.parseInt(entry.key()));
            assertThat(CoreChain.parse(entry.value())).isEqualTo(chainEntry(answer));
        }
    }

    @Test
    void hdfs_holds_a_file_for_each_block_and_nothing_else() {
        assertThat(hdfs.web().list(DIRECTORY)).containsExactlyInAnyOrderElementsOf(names(HEIGHTS));
        for (int height : HEIGHTS) {
            ExpectedBlock.assertSame(file(DIRECTORY, height), CoreChain.sample().get(height));
        }
    }

    @Test
    void what_an_older_release_began_is_carried_on_and_archived_over_webhdfs() throws Exception {
        String topic = "carried-on";
        // over HTTP a file takes a third of a second, so not the whole chain
        List<Integer> heights = IntStream.rangeClosed(130, 159).boxed().toList();
        IntPredicate isOlder = height -> 140 <= height && height < 150;
        int olderId = registry.register(topic + "-value", OlderRelease.schema());
        publishAsOlderRelease(
                topic, olderId, heights.stream().filter(isOlder::test).toList());

        String directory = "/archive/carried-on";
        try (PipelineProcess both = start(
                topic,
                "--kafka.topics.raw-blocks=" + topic,
                "--hdfs.url=" + hdfs.webUrl(),
                "--archive.directory=" + directory,
                "--heights.from=130",
                "--heights.to=159")) {
            assertThat(both.awaitExit()).as(both.output()).isZero();
        }

        int ourId = registry.latestId(topic + "-value");
        assertThat(ourId).isNotEqualTo(olderId);
        assertThat(CommittedRecords.heights(brokers, topic)).isEqualTo(heights);
        assertThat(CommittedRecords.of(brokers, topic))
                .allMatch(entry -> CommittedRecords.schemaId(entry)
                        == (isOlder.test(Integer.parseInt(entry.key())) ? olderId : ourId));
        assertThat(CommittedRecords.of(brokers, topic + ".dead-letters")).isEmpty();
        assertThat(hdfs.web().list(directory)).containsExactlyInAnyOrderElementsOf(names(heights));
        for (int height : heights) {
            String[] unknown = isOlder.test(height) ? OlderRelease.UNKNOWN_FIELDS : new String[0];
            ExpectedBlock.assertSameWithout(
                    file(directory, height), CoreChain.sample().get(height), unknown);
        }
    }

    private static void publishAsOlderRelease(String topic, int schemaId, List<Integer> heights) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", brokers);
        try (Admin admin = Admin.create(client)) {
            NewTopic blocks = new NewTopic(topic, 6, (short) 1).configs(Map.of("retention.ms", "-1"));
            NewTopic chain = new NewTopic(topic + ".chain", 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            admin.createTopics(List.of(blocks, chain)).all().get();
        }
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
            for (int height : heights) {
                JsonNode answer = CoreChain.sample().get(height);
                String key = String.valueOf(height);
                byte[] entry = chainEntry(answer).toString().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic + ".chain", key, entry))
                        .get();
                producer.send(new ProducerRecord<>(topic, key, OlderRelease.write(schemaId, answer)))
                        .get();
            }
        }
    }

    /** What the chain index is to say of a block; the node that the tests serve calls its network regtest. */
    private static JsonNode chainEntry(JsonNode answer) {
        return CoreChain.parse(JsonNodeFactory.instance
                .objectNode()
                .put("network", "regtest")
                .put("hash", CoreChain.hash(answer))
                .put("previous_block_hash", answer.path("previousblockhash").asText(null))
                .put("timestamp", answer.get("time").asLong())
                .put("chain_work", answer.get("chainwork").asText())
                .toString()
                .getBytes(StandardCharsets.UTF_8));
    }

    private static PipelineProcess start(String name, String... settings) {
        String[] servers = {
            "--bitcoin.rpc.url=" + node.url(), "--kafka.brokers=" + brokers, "--schema-registry.url=" + registry.url()
        };
        return PipelineProcess.start(
                folder.resolve(name),
                Stream.of(servers, settings).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static List<String> names(List<Integer> heights) {
        return heights.stream().map("block_%d.json"::formatted).toList();
    }

    private static JsonNode file(String directory, int height) {
        return CoreChain.parse(hdfs.web().read(directory + "/block_" + height + ".json"));
    }

    private static void close(AutoCloseable process) {
        try {
            process.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
