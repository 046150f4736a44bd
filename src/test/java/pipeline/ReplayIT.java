package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import bitcoin.chain.Block;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.Arrived.DeadLetter;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.bitcoin.BlockEncoder;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** The command {@code replay} as a user runs it, beside a pipeline that runs: what can be healed comes home, the rest comes back. */
class ReplayIT {

    private static final byte[] GARBAGE = "no block at all".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    private SampleNode sample;
    private FaultyNode node;
    private Arrived arrived;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startNode() {
        sample = SampleNode.start();
        node = FaultyNode.before(sample);
        String topic = "blocks-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @AfterEach
    void stopNode() {
        node.close();
        sample.close();
    }

    @Test
    void a_height_that_fails_again_comes_back_with_its_count_and_one_that_is_healed_is_published() throws Exception {
        Fault fault = node.on(request -> request.asksForBlock(Arrived.hash(181)), ALWAYS, Reaction.block(bytes -> {
            bytes[bytes.length - 1] ^= 1;
            return bytes;
        }));
        try (RunningPipeline pipeline = start("--heights.from=179")) {
            DeadLetter first = awaitLetter("fetch-blocks/181", 4);
            assertThat(replay(0))
                    .contains(
                            "Closed fetch-blocks/181, height 181, route fetch-blocks, attempts 4: Block "
                                    + Arrived.hash(181),
                            "Dead letters closed: 1, left: 0")
                    .doesNotContain("No process");

            DeadLetter second = awaitLetter("fetch-blocks/181", 8);
            assertThat(second.headers())
                    .containsEntry("firstTime", first.headers().get("firstTime"));
            assertThat(lastTime(second)).isAfter(lastTime(first));
            assertThat(second.bytes()).isEqualTo(first.bytes());
            assertThat(arrived.publishedHeights()).doesNotContain(181);

            fault.heal();
            assertThat(replay(0)).contains("attempts 8", "Dead letters closed: 1, left: 0");
            awaitFile("block_181.json");
            assertThat(replay(0)).contains("No dead letter of topic " + arrived.topic() + " is open");
            assertThat(pipeline.isRunning()).isTrue();
        }
        arrived.isExactly(179, 183);
        ExpectedBlock.assertSame(
                CoreChain.parse(Files.readAllBytes(arrived.archive().resolve("block_181.json"))),
                CoreChain.sample().get(181));
    }

    @Test
    void a_second_replay_writes_nothing_and_a_closed_height_waits_for_who_ingests_next() throws Exception {
        Fault fault = node.on(request -> request.asksForBlock(Arrived.hash(1)), ALWAYS, Reaction.block(bytes -> {
            bytes[bytes.length - 1] ^= 1;
            return bytes;
        }));
        try (RunningPipeline pipeline = start("--heights.to=2")) {
            assertThat(pipeline.awaitStatus()).isEqualTo(3);
        }
        assertThat(replay(0)).contains("Closed fetch-blocks/1,", "No process ingests now");
        List<ConsumerRecord<String, byte[]>> letters = arrived.records(arrived.topic() + ".dead-letters");
        assertThat(letters).hasSize(2);
        assertThat(replay(0)).contains("No dead letter").doesNotContain("Closed");
        assertThat(arrived.records(arrived.topic() + ".dead-letters")).hasSize(2);

        fault.heal();
        try (RunningPipeline pipeline = start("--heights.to=2")) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
        arrived.isExactly(0, 2);
    }

    @Test
    void a_record_that_is_no_block_comes_back_with_its_count_bytes_key_and_headers() throws Exception {
        try (RunningPipeline pipeline = start("--heights.from=182")) {
            awaitFile("block_183.json");
            String key = publishGarbage("five hundred");
            DeadLetter first = awaitLetter(key, 1);
            assertThat(replay(0))
                    .contains("Closed " + key + ", route archive-blocks, attempts 1: ")
                    .contains("left: 0");

            DeadLetter second = awaitLetter(key, 2);
            assertThat(second.bytes()).isEqualTo(GARBAGE);
            assertThat(second.headers())
                    .containsEntry("firstTime", first.headers().get("firstTime"))
                    .containsEntry("route", "take-up-records")
                    .containsEntry("topic", arrived.topic())
                    .containsEntry("partition", first.headers().get("partition"))
                    .containsEntry("offset", first.headers().get("offset"))
                    .containsEntry("recordKey", "five hundred")
                    .containsEntry("record.origin", "by hand")
                    .containsKeys("step", "exception", "message")
                    .doesNotContainKeys("height", "record.route", "record.offset");
            assertThat(lastTime(second)).isAfter(lastTime(first));

            // closed by hand, without a word
            arrived.publish(arrived.topic() + ".dead-letters", key, null);
            DeadLetter third = awaitLetter(key, 3);
            assertThat(third.headers())
                    .containsEntry("firstTime", first.headers().get("firstTime"));
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
        assertThat(arrived.files()).containsExactly("block_182.json", "block_183.json");
    }

    @Test
    void records_that_are_closed_while_nobody_archives_are_taken_up_by_who_archives_next() throws Exception {
        String key;
        try (RunningPipeline pipeline = start("--heights.from=182")) {
            awaitFile("block_183.json");
            key = publishGarbage("7");
            awaitLetter(key, 1);
        }
        assertThat(replay(0)).contains("Closed " + key + ", height 7", "No process archives now");
        try (RunningPipeline pipeline = start("--pipeline.roles=archive")) {
            awaitLetter(key, 2);
            assertThat(pipeline.isRunning()).isTrue();
        }

        // a group that begins anew finds a null whose letter is open again
        String group = arrived.topic() + ".archive.dead-letters";
        try (Admin admin = clients().admin()) {
            admin.deleteConsumerGroups(List.of(group)).all().get();
        }
        try (RunningPipeline pipeline = start("--pipeline.roles=archive")) {
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.committedOffsets(group)
                    .equals(Map.of(0, 3L)));
            assertThat(pipeline.log().count("Taking up record")).isZero();
        }
        assertThat(arrived.records(arrived.topic() + ".dead-letters")).hasSize(3);
    }

    @Test
    void a_record_that_can_be_read_now_is_archived() throws Exception {
        try (RunningPipeline pipeline = start("--heights.from=182")) {
            awaitFile("block_182.json");
            // as an older release of the pipeline would have left it, which could not read the record
            ConsumerRecord<String, byte[]> record = arrived.records(arrived.topic()).stream()
                    .filter(block -> block.key().equals("182"))
                    .findFirst()
                    .orElseThrow();
            String key = record.topic() + "-" + record.partition() + "-" + record.offset();
            Files.delete(arrived.archive().resolve("block_182.json"));
            Map<String, String> headers = Map.of("route", "archive-blocks", "offset", "" + record.offset());
            publish(arrived.topic() + ".dead-letters", key, record.value(), headers);
            assertThat(replay(0)).contains("Closed " + key + ", route archive-blocks, attempts ?");
            awaitFile("block_182.json");
            // a look for gaps may have come while the file was gone
            assertThat(pipeline.log().warnings())
                    .noneMatch(line -> !line.text().contains("have been read and are not archived"));
        }
        arrived.isExactly(182, 183);
        assertThat(arrived.deadLetters())
                .allSatisfy((key, letter) -> assertThat(letter.bytes()).isNull());
    }

    @Test
    void a_letter_whose_record_has_left_the_log_stays_open_and_is_reported() throws Exception {
        String key;
        try (RunningPipeline pipeline = start("--heights.from=182")) {
            awaitFile("block_183.json");
            key = publishGarbage("7");
            awaitLetter(key, 1);
            Map<String, String> headers = arrived.deadLetters().get(key).headers();
            deleteUpTo(Integer.parseInt(headers.get("partition")), Long.parseLong(headers.get("offset")) + 1);
            assertThat(replay(1))
                    .contains("Left " + key + ", height 7, route archive-blocks, attempts 1: its record has left topic "
                            + arrived.topic())
                    .contains("Dead letters closed: 0, left: 1");
            assertThat(pipeline.isRunning()).isTrue();
        }
        assertThat(arrived.deadLetters().get(key).bytes()).isEqualTo(GARBAGE);
    }

    @Test
    void a_record_over_the_limit_of_the_topic_comes_home_once_the_limit_is_raised() throws Exception {
        arrived.create(arrived.topic(), 6, Map.of("max.message.bytes", String.valueOf(2_000_000)));
        RawBlock large = largeBlock();
        try (RunningPipeline pipeline = start("--heights.from=183", "--bitcoin.prevouts=none")) {
            DeadLetter letter = awaitLetter("encode-block/184", 1);
            assertThat(letter.headers().get("message"))
                    .contains("topic " + arrived.topic(), "raise its max.message.bytes");
            assertThat(letter.headers())
                    .containsEntry("height", "184")
                    .containsEntry("route", "encode-block")
                    .containsEntry("exception", "pipeline.chain.RecordTooLargeException")
                    .containsKeys("step", "attempts", "firstTime", "lastTime");

            assertThat(replay(0)).contains("Closed encode-block/184, height 184", "max.message.bytes");
            awaitLetter("encode-block/184", 2);

            arrived.set("max.message.bytes", "21037056");
            assertThat(replay(0)).contains("Closed encode-block/184, height 184");
            awaitFile("block_184.json");
            assertThat(pipeline.isRunning()).isTrue();
        }
        assertThat(arrived.publishedHeights()).containsExactly(183, 184);
        assertThat(BlockEncoder.encode(arrived.archived(184))).isEqualTo(large.raw());
    }

    @Test
    void a_block_of_four_megabytes_passes() throws Exception {
        RawBlock large = largeBlock();
        assertThat(large.raw().length).isBetween(3_990_000, 4_000_000);
        try (RunningPipeline pipeline = start("--heights.from=183", "--heights.to=184", "--bitcoin.prevouts=none")) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
        assertThat(arrived.publishedHeights()).containsExactly(183, 184);
        Block archived = arrived.archived(184);
        assertThat(archived.getHash()).isEqualTo(large.hash());
        assertThat(archived.getWeight()).isBetween(3_990_000L, 4_000_000L);
        assertThat(BlockEncoder.encode(archived)).isEqualTo(large.raw());
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void without_any_setting_it_finds_the_broker_of_the_pipeline_in_the_same_folder() throws Exception {
        Path folder = directory.resolve("folder-" + System.nanoTime());
        try (PipelineProcess pipeline = PipelineProcess.start(folder, "--heights.from=182")) {
            pipeline.awaitOutput("Created topic raw-blocks.dead-letters");
            try (EmbeddedBroker embedded = EmbeddedBroker.open(folder.resolve("data/kafka"))) {
                arrived = new Arrived(embedded.brokers(), "raw-blocks", folder);
                String key = publishGarbage("7");
                awaitLetter(key, 1);
                try (PipelineProcess replay = PipelineProcess.start(folder, "replay")) {
                    assertThat(replay.awaitExit()).as(replay.output()).isZero();
                    assertThat(replay.output().lines())
                            .hasSize(2)
                            .first()
                            .asString()
                            .startsWith("Closed " + key);
                }
                awaitLetter(key, 2);
            }
            assertThat(pipeline.terminate()).isIn(0, PipelineProcess.TERMINATED);
            assertThat(pipeline.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void a_topic_that_is_not_there_is_named_and_not_made() throws Exception {
        assertThat(replay(2))
                .contains("Topic " + arrived.topic() + ".dead-letters is not there", "kafka.topics.raw-blocks");
        try (Admin admin = clients().admin()) {
            assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith(arrived.topic()));
        }
    }

    @Test
    void an_unknown_command_is_refused() throws Exception {
        Path folder = directory.resolve("folder-" + System.nanoTime());
        try (PipelineProcess process = PipelineProcess.start(folder, "replai", "--heights.to=1")) {
            assertThat(process.awaitExit()).isEqualTo(2);
            assertThat(process.output()).contains("Unknown command replai", "replay");
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** Runs the command to its end and returns what it says. */
    private String replay(int status) throws InterruptedException {
        try (PipelineProcess process = PipelineProcess.start(
                directory,
                "replay",
                "--kafka.brokers=" + arrived.brokers(),
                "--kafka.topics.raw-blocks=" + arrived.topic())) {
            assertThat(process.awaitExit()).as(process.output()).isEqualTo(status);
            assertThat(process.output()).doesNotContain("\tat ");
            return process.output();
        }
    }

    private RunningPipeline start(String... settings) {
        return RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), settings);
    }

    /** The node's new tip, at height 184. */
    private RawBlock largeBlock() {
        RawBlock large = LargeBlock.after(SampleChain.blocks().get(183));
        sample.switchTo(List.of(large));
        return large;
    }

    private DeadLetter awaitLetter(String key, int attempts) {
        return Awaitility.await(key)
                .atMost(PATIENCE)
                .until(
                        () -> arrived.deadLetters().get(key),
                        letter -> letter != null
                                && letter.bytes() != null
                                && letter.headers().get("attempts").equals(String.valueOf(attempts)));
    }

    private void awaitFile(String name) {
        Awaitility.await(name).atMost(PATIENCE).until(() -> arrived.files().contains(name));
    }

    private static Instant lastTime(DeadLetter letter) {
        return Instant.parse(letter.headers().get("lastTime"));
    }

    /** @return the key of the dead letter that it will become */
    private String publishGarbage(String key) throws Exception {
        RecordMetadata sent = publish(arrived.topic(), key, GARBAGE, Map.of("origin", "by hand"));
        return sent.topic() + "-" + sent.partition() + "-" + sent.offset();
    }

    private RecordMetadata publish(String topic, String key, byte[] value, Map<String, String> headers)
            throws InterruptedException, ExecutionException {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try (Producer<String, byte[]> producer = clients().producer()) {
            return producer.send(record).get();
        }
    }

    private void deleteUpTo(int partition, long offset) throws InterruptedException, ExecutionException {
        TopicPartition of = new TopicPartition(arrived.topic(), partition);
        try (Admin admin = clients().admin()) {
            admin.deleteRecords(Map.of(of, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private KafkaClients clients() {
        return new KafkaClients(arrived.brokers(), Map.of());
    }
}
