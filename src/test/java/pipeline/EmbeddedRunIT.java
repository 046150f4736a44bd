package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;

/** The pipeline in an empty folder without a setting: what it leaves there, how it ends, and what a second run does. */
class EmbeddedRunIT {

    private static final List<Integer> HEIGHTS =
            IntStream.rangeClosed(0, 183).boxed().toList();

    @TempDir
    private static Path folder;

    private static LocalArchive archive;

    private static Duration untilAllFilesWereThere;
    private static boolean wentOn;
    private static int statusAfterTerm;
    private static String output;

    @BeforeAll
    static void run_until_all_is_archived_then_terminate() throws InterruptedException {
        archive = new LocalArchive(folder);
        long start = System.nanoTime();
        try (PipelineProcess pipeline = PipelineProcess.start(folder)) {
            Awaitility.await("184 files").atMost(PATIENCE).until(() -> allAreThere() || !pipeline.isAlive());
            untilAllFilesWereThere = Duration.ofNanos(System.nanoTime() - start);
            assertThat(pipeline.isAlive()).as(pipeline.output()).isTrue();
            awaitCommittedOffsets();
            wentOn = pipeline.isAlive();
            statusAfterTerm = pipeline.terminate();
            output = pipeline.output();
        }
    }

    @Test
    void without_any_setting_the_sample_chain_is_archived() {
        System.out.println("All files were there after " + untilAllFilesWereThere);
        assertThat(wentOn).as("the process goes on").isTrue();
    }

    @Test
    void the_archive_holds_a_file_for_each_block_and_nothing_else() throws IOException {
        assertThat(archive.files())
                .containsExactlyInAnyOrderElementsOf(
                        HEIGHTS.stream().map(archive::file).toList());
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactlyInAnyOrder(folder.resolve("data"), folder.resolve("logs"));
        }
    }

    @Test
    void every_field_of_every_file_is_what_bitcoin_core_says() {
        for (int height : HEIGHTS) {
            ExpectedBlock.assertSame(archive.read(height), CoreChain.sample().get(height));
        }
    }

    @Test
    void a_file_has_the_fields_of_the_schema_in_its_order() throws IOException {
        JsonNode schema = CoreChain.parse(Files.readAllBytes(Path.of("schemas/block.avsc")));
        for (int height : HEIGHTS) {
            assertSameFields(archive.read(height), schema);
        }
    }

    @Test
    void half_a_gigabyte_of_memory_is_enough() {
        // out of it, the process would have ended by itself with another status
        assertThat(output).doesNotContain("OutOfMemoryError");
        assertThat(wentOn).isTrue();
    }

    @Test
    void sigterm_ends_it_cleanly_within_10_seconds() {
        assertThat(statusAfterTerm).isIn(0, PipelineProcess.TERMINATED);
        assertThat(output).doesNotContain("\tat ").doesNotContain("Exception").doesNotContain(" ERROR ");
    }

    @Test
    void a_second_run_publishes_nothing_and_writes_nothing_again() throws Exception {
        Map<Path, FileTime> written = archive.modificationTimes();

        try (PipelineProcess second = PipelineProcess.start(folder, "--heights.to=183")) {
            assertThat(second.awaitExit()).isZero();
            assertThat(second.output()).containsOnlyOnce("Done: every height asked for is published");
        }

        assertThat(CommittedRecords.heightsIn(folder, "raw-blocks", "raw-blocks.chain", "raw-blocks.dead-letters"))
                .isEqualTo(Map.of(
                        "raw-blocks", HEIGHTS, "raw-blocks.chain", HEIGHTS, "raw-blocks.dead-letters", List.of()));
        assertThat(archive.modificationTimes()).isEqualTo(written);
    }

    private static boolean allAreThere() {
        return HEIGHTS.stream().map(archive::file).allMatch(Files::exists);
    }

    /** A file is there a moment before its offset is committed; stopped in between, the next run writes it again. */
    private static void awaitCommittedOffsets() {
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder.resolve("data/kafka"))) {
            assertThat(broker.ownsServer()).isFalse();
            KafkaClients clients = new KafkaClients(broker.brokers(), Map.of());
            GroupProgress archive = new GroupProgress(clients, "raw-blocks", "raw-blocks.archive");
            Awaitility.await("committed offsets").atMost(PATIENCE).until(() -> archive.hasReached(archive.end()));
        }
    }

    /** Compares the names in a JSON object with those of a record in the schema, and so on below it. */
    private static void assertSameFields(JsonNode object, JsonNode record) {
        List<String> names = new ArrayList<>();
        record.get("fields").forEach(field -> names.add(field.get("name").asText()));
        assertThat(object.fieldNames()).toIterable().containsExactlyElementsOf(names);
        for (JsonNode field : record.get("fields")) {
            JsonNode items = field.at("/type/items");
            if (items.has("fields")) {
                object.get(field.get("name").asText()).forEach(item -> assertSameFields(item, items));
            }
        }
    }
}
