package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** Records that cannot be archived, records that are not canonical, and a file system that does not take files. */
class ArchiveFaultsTest {

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
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
        arrived = arrivedOn("blocks-" + System.nanoTime());
    }

    @Test
    void a_kafka_record_whose_bytes_cannot_be_decoded_becomes_a_dead_letter_and_those_behind_it_are_archived()
            throws Exception {
        byte[] garbage = "no block at all".getBytes(StandardCharsets.UTF_8);
        assertThat(run(arrived, "--heights.to=1")).isZero();
        RecordMetadata sent = arrived.publish(arrived.topic(), "2", garbage);
        RecordMetadata empty = arrived.publish(arrived.topic(), "3", new byte[0]);
        assertThat(run(arrived, "--heights.to=9")).isEqualTo(3);

        String key = sent.topic() + "-" + sent.partition() + "-" + sent.offset();
        String keyOfEmpty = empty.topic() + "-" + empty.partition() + "-" + empty.offset();
        assertThat(arrived.deadLetters()).containsOnlyKeys(key, keyOfEmpty).hasEntrySatisfying(key, letter -> {
            assertThat(letter.bytes()).isEqualTo(garbage);
            assertThat(letter.headers())
                    .containsEntry("route", "archive-blocks")
                    .containsEntry("exception", "pipeline.avro.UndecodableRecordException")
                    .containsEntry("attempts", "1")
                    .containsEntry("topic", arrived.topic())
                    .containsEntry("partition", String.valueOf(sent.partition()))
                    .containsEntry("offset", String.valueOf(sent.offset()))
                    .containsEntry("height", "2");
        });
        assertThat(arrived.committedOffsets().get(sent.partition())).isGreaterThan(sent.offset());
        assertThat(arrived.committedOffsets().get(empty.partition())).isGreaterThan(empty.offset());
        assertThat(arrived.files())
                .containsExactlyInAnyOrder(
                        "block_0.json",
                        "block_1.json",
                        "block_2.json",
                        "block_3.json",
                        "block_4.json",
                        "block_5.json",
                        "block_6.json",
                        "block_7.json",
                        "block_8.json",
                        "block_9.json");
    }

    @Test
    void a_null_whose_key_is_no_height_becomes_a_dead_letter_and_those_behind_it_are_archived() throws Exception {
        assertThat(run(arrived, "--heights.to=1")).isZero();
        RecordMetadata sent = arrived.publish(arrived.topic(), "abc", null);
        assertThat(run(arrived, "--heights.to=20")).isZero();
        String key = sent.topic() + "-" + sent.partition() + "-" + sent.offset();
        assertThat(arrived.deadLetters()).hasSize(1).hasEntrySatisfying(key, letter -> assertThat(letter.headers())
                .containsEntry("recordKey", "abc")
                .hasEntrySatisfying("message", said -> assertThat(said).contains("abc")));
        assertThat(arrived.files()).hasSize(21);
    }

    @Test
    void a_block_that_is_not_canonical_is_kept_beside_the_canonical_one() throws Exception {
        List<RawBlock> fork = SampleChain.readBlocks(getClass().getResourceAsStream("/chain/fork.csv"));
        RawBlock stale =
                fork.stream().filter(block -> block.height() == 183).findFirst().orElseThrow();
        ConsumerRecord<String, byte[]> record = recordOf(fork, 183);

        assertThat(run(arrived, "--heights.from=182", "--heights.to=183")).isZero();
        arrived.publish(arrived.topic(), record.key(), record.value());
        assertThat(run(arrived, "--heights.from=181", "--heights.to=183")).isZero();

        String orphan = "orphans/block_183_" + stale.hash() + ".json";
        assertThat(arrived.files())
                .containsExactlyInAnyOrder("block_181.json", "block_182.json", "block_183.json", orphan);
        assertThat(arrived.archived(orphan).getHash()).isEqualTo(stale.hash());
        assertThat(arrived.archived(183).getHash()).isEqualTo(Arrived.hash(183));
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_written_is_waited_for_with_nothing_committed() throws Exception {
        Files.writeString(arrived.archive(), "a file in the way");
        try (RunningPipeline pipeline = start(arrived, node.url(), "--heights.to=9")) {
            // two consumers: the third first retry is that of a record that has left the route and was read again
            pipeline.log().await("trying again (1)", 3);
            assertThat(pipeline.log().warnings()).anySatisfy(line -> assertThat(line.text())
                    .contains(arrived.archive().toString(), "hdfs.url"));
            assertThat(arrived.committedOffsets().values()).containsOnly(0L);
            assertThat(arrived.deadLetters()).isEmpty();
            Files.delete(arrived.archive());
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
        arrived.isExactly(0, 9);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void a_record_that_is_taken_up_waits_for_the_folder_with_nothing_committed_also_over_a_stop() throws Exception {
        assertThat(run(arrived, "--heights.from=5", "--heights.to=5")).isZero();
        ConsumerRecord<String, byte[]> record = arrived.records(arrived.topic()).get(0);
        String group = arrived.topic() + ".archive.dead-letters";
        RunningPipeline blocked = start(arrived, node.url(), "--pipeline.roles=archive");
        blocked.log().await("none missing");
        Files.move(arrived.archive(), arrived.archive().resolveSibling("away-" + arrived.topic()));
        Files.writeString(arrived.archive(), "a file in the way");
        String key = record.topic() + "-" + record.partition() + "-" + record.offset();
        RecordMetadata closed = arrived.publish(arrived.topic() + ".dead-letters", key, null);

        blocked.log().await("Taking up record " + key);
        blocked.log().await("trying again (3)");
        // fails by itself when it takes too long
        blocked.close();
        assertThat(blocked.log().stackTraces()).isEmpty();
        assertThat(arrived.committedOffsets(group)).isEmpty();

        Files.delete(arrived.archive());
        try (RunningPipeline healed = start(arrived, node.url(), "--pipeline.roles=archive")) {
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.committedOffsets(group)
                    .equals(Map.of(0, closed.offset() + 1)));
            assertThat(healed.log().count("Taking up record " + key)).isEqualTo(1);
        }
        assertThat(arrived.files()).containsExactly("block_5.json");
        assertThat(arrived.archived(5).getHash()).isEqualTo(Arrived.hash(5));
        assertThat(arrived.records(arrived.topic() + ".dead-letters")).hasSize(1);
    }

    @Test
    void a_closed_letter_whose_record_is_not_there_is_told_and_passed_over() throws Exception {
        assertThat(run(arrived, "--heights.to=1")).isZero();
        String letters = arrived.topic() + ".dead-letters";
        for (String place : List.of("-0-12345", "-99-0")) {
            arrived.publish(letters, arrived.topic() + place, null);
        }
        try (RunningPipeline pipeline = start(arrived, node.url(), "--pipeline.roles=archive")) {
            pipeline.log().await("Record " + arrived.topic() + "-0-12345 has left its topic");
            pipeline.log().await("Record " + arrived.topic() + "-99-0 has left its topic");
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.committedOffsets(
                            arrived.topic() + ".archive.dead-letters")
                    .equals(Map.of(0, 2L)));
        }
        arrived.isExactly(0, 1);
    }

    /** The record that a pipeline publishes of a block of another branch. */
    private static ConsumerRecord<String, byte[]> recordOf(List<RawBlock> branch, int height) throws Exception {
        Arrived elsewhere = arrivedOn("elsewhere-" + System.nanoTime());
        try (SampleNode onBranch = SampleNode.start()) {
            onBranch.switchTo(branch);
            try (RunningPipeline pipeline = start(
                    elsewhere,
                    onBranch.url(),
                    "--pipeline.roles=ingest",
                    "--heights.from=" + height,
                    "--heights.to=" + height)) {
                assertThat(pipeline.awaitStatus()).isZero();
            }
        }
        return elsewhere.records(elsewhere.topic()).get(0);
    }

    private static Arrived arrivedOn(String topic) {
        return new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    private static int run(Arrived arrived, String... settings) throws Exception {
        try (RunningPipeline pipeline = start(arrived, node.url(), settings)) {
            return pipeline.awaitStatus();
        }
    }

    private static RunningPipeline start(Arrived arrived, String node, String... settings) {
        return RunningPipeline.start(node, arrived.brokers(), arrived.topic(), arrived.archive(), settings);
    }
}
