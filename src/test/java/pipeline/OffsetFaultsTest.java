package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;

/** Offsets that have fallen off the log: records that Kafka has deleted, as a retention does, under the archive's group. */
class OffsetFaultsTest {

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
        String topic = "blocks-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @Test
    void offsets_that_have_fallen_off_the_log_are_an_error_that_lists_the_heights() throws Exception {
        run("--heights.to=9");
        run("--pipeline.roles=ingest", "--heights.to=30");
        List<Integer> gone = deleteRecordsUpTo(25).stream()
                .filter(height -> height > 9)
                .sorted()
                .toList();
        assertThat(gone).isEqualTo(IntStream.rangeClosed(10, 25).boxed().toList());

        assertIsRefusedNaming("16 heights, 10–25.");
        assertThat(arrived.files()).hasSize(10).doesNotContain("block_26.json");
    }

    @Test
    void records_deleted_before_anybody_archived_are_an_error_that_lists_the_heights() throws Exception {
        run("--pipeline.roles=ingest", "--heights.to=30");
        deleteRecordsUpTo(7);

        assertIsRefusedNaming("8 heights, 0–7.");
        assertThat(arrived.committedOffsets()).isEmpty();
    }

    @Test
    void heights_that_a_later_range_has_put_behind_on_the_log_are_not_lost() throws Exception {
        run("--pipeline.roles=ingest", "--heights.from=20", "--heights.to=30");
        run("--pipeline.roles=ingest", "--heights.to=30");
        deleteRecords(record -> Integer.parseInt(record.key()) >= 20 && Integer.parseInt(record.key()) <= 25);

        assertIsRefusedNaming("6 heights, 20–25.");
    }

    @Test
    void what_is_archived_already_may_be_deleted() throws Exception {
        run("--heights.to=30");
        deleteRecordsUpTo(30);
        forgetOffsets();

        try (RunningPipeline pipeline = start("--heights.to=60")) {
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().count("is archived; group " + arrived.topic() + ".archive goes on"))
                    .isEqualTo(1);
        }
        assertThat(arrived.files()).containsExactlyInAnyOrderElementsOf(names(60));
    }

    @Test
    void records_deleted_under_a_running_archive_are_an_error_that_lists_the_heights() throws Exception {
        run("--heights.to=9");
        try (RunningPipeline pipeline = start("--pipeline.roles=archive", "--heights.to=60")) {
            pipeline.log().await("none missing");
            takeFolderAway();
            // does not end by itself while an archive is behind
            try (RunningPipeline ingest = start("--pipeline.roles=ingest", "--heights.to=60")) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> arrived.publishedHeights().size() == 61);
            }
            pipeline.log().await("Cannot read");
            deleteRecordsUpTo(50);
            pipeline.log().await("while polling topic(s) " + arrived.topic());
            putFolderBack();
            assertThat(pipeline.awaitStatus()).isEqualTo(2);
            assertThat(pipeline.log().warnings()).last().satisfies(line -> assertThat(line.text())
                    .contains("of topic " + arrived.topic(), "41 heights, 10–50."));
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
        assertThat(arrived.files()).hasSize(10);
    }

    @Test
    void a_running_archive_goes_on_by_itself_where_records_are_deleted_that_are_archived() throws Exception {
        run("--heights.to=60");
        forgetOffsets();
        takeFolderAway();
        try (RunningPipeline pipeline = start("--pipeline.roles=archive", "--heights.to=60")) {
            pipeline.log().await("Cannot read");
            deleteRecordsUpTo(50);
            pipeline.log().await("while polling topic(s) " + arrived.topic());
            putFolderBack();
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
        assertThat(arrived.files()).containsExactlyInAnyOrderElementsOf(names(60));
    }

    /** So an archive cannot write, and holds on to the offset it has. */
    private void takeFolderAway() throws IOException {
        Files.move(arrived.archive(), folderElsewhere());
        Files.writeString(arrived.archive(), "a file in the way");
    }

    private void putFolderBack() throws IOException {
        Files.delete(arrived.archive());
        Files.move(folderElsewhere(), arrived.archive());
    }

    private Path folderElsewhere() {
        return directory.resolve(arrived.topic() + "-elsewhere");
    }

    private void assertIsRefusedNaming(String lost) throws Exception {
        try (RunningPipeline pipeline = start("--pipeline.roles=archive", "--heights.to=30")) {
            assertThat(pipeline.awaitStatus()).isEqualTo(2);
            assertThat(pipeline.log().warnings()).last().satisfies(line -> assertThat(line.text())
                    .contains(
                            "of topic " + arrived.topic(),
                            "group " + arrived.topic() + ".archive",
                            lost,
                            "retention.ms",
                            "kafka.topics.raw-blocks"));
            assertThat(pipeline.log().count("Done:")).isZero();
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
    }

    /** Deletes each partition's records up to that height; the heights that went. */
    private List<Integer> deleteRecordsUpTo(int height) {
        return deleteRecords(record -> Integer.parseInt(record.key()) <= height);
    }

    private List<Integer> deleteRecords(Predicate<ConsumerRecord<String, byte[]>> which) {
        List<ConsumerRecord<String, byte[]>> gone =
                arrived.records(arrived.topic()).stream().filter(which).toList();
        Map<TopicPartition, RecordsToDelete> before = gone.stream()
                .collect(Collectors.toMap(
                        record -> new TopicPartition(record.topic(), record.partition()),
                        record -> RecordsToDelete.beforeOffset(record.offset() + 1),
                        (earlier, later) -> later.beforeOffset() > earlier.beforeOffset() ? later : earlier));
        try (Admin admin = new KafkaClients(broker.brokers(), Map.of()).admin()) {
            admin.deleteRecords(before).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
        return gone.stream().map(record -> Integer.valueOf(record.key())).toList();
    }

    private void forgetOffsets() throws Exception {
        try (Admin admin = new KafkaClients(broker.brokers(), Map.of()).admin()) {
            admin.deleteConsumerGroups(List.of(arrived.topic() + ".archive"))
                    .all()
                    .get();
        }
    }

    private static List<String> names(int to) {
        return IntStream.rangeClosed(0, to).mapToObj("block_%d.json"::formatted).toList();
    }

    private void run(String... settings) throws Exception {
        try (RunningPipeline pipeline = start(settings)) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
    }

    private RunningPipeline start(String... settings) {
        return RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), settings);
    }
}
