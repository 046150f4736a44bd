package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Reaction;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;

/** Gaps: what is published and not archived is a metric and a line in the log, without anybody looking for it. */
class GapsTest {

    private static final String NONE_MISSING = "heights published, ";

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static SampleNode sample;

    private FaultyNode node;
    private Arrived arrived;

    @BeforeAll
    static void startServers() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        sample = SampleNode.start();
    }

    @AfterAll
    static void stopServers() {
        sample.close();
        broker.close();
    }

    @BeforeEach
    void chooseTopic() {
        node = FaultyNode.before(sample);
        String topic = "blocks-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void a_published_height_without_a_file_is_told_until_the_file_is_there() throws Exception {
        run("--heights.to=60");
        try (RunningPipeline pipeline = start("--pipeline.roles=archive")) {
            pipeline.log().await("61 heights published, 61 archived, 0 still to come, none missing");
            for (int height : List.of(7, 8, 31)) {
                Files.move(file(height), elsewhere(height));
            }
            pipeline.log().await("3 of 61 published heights have been read and are not archived: 7–8, 31.", 2);
            assertThat(pipeline.meter("archive.heights.missing")).isEqualTo(3);
            assertThat(pipeline.meter("archive.heights.published")).isEqualTo(61);
            assertThat(pipeline.meter("archive.heights.archived")).isEqualTo(58);

            Files.move(elsewhere(8), file(8));
            Files.move(elsewhere(31), file(31));
            pipeline.log().await("1 of 61 published heights have been read and are not archived: 7.");
            Files.move(elsewhere(7), file(7));
            pipeline.log().await("61 heights published, 61 archived, 0 still to come, none missing", 2);
            Awaitility.await().atMost(PATIENCE).until(() -> pipeline.meter("archive.heights.missing") == 0);
            assertThat(pipeline.log().lines())
                    .filteredOn(line -> line.text().contains("are not archived"))
                    .allSatisfy(line -> assertThat(line.text()).contains("replay", arrived.topic() + ".archive"));
        }
    }

    @Test
    void heights_on_their_way_are_no_gap() throws Exception {
        run("--heights.to=60", "--pipeline.roles=ingest");
        // what a file cannot replace holds up its partition
        Path inTheWay = Files.createDirectories(file(0).resolve("in the way"));
        try (RunningPipeline pipeline = start("--pipeline.roles=archive")) {
            pipeline.log().await("still to come, none missing");
            assertThat(pipeline.meter("archive.heights.behind")).isPositive();
            assertThat(pipeline.meter("archive.heights.missing")).isZero();
            Files.delete(inTheWay);
            Files.delete(file(0));
            pipeline.log().await("61 heights published, 61 archived, 0 still to come, none missing");
            assertThat(pipeline.log().count("are not archived")).isZero();
            // told when it changes, not at each of the looks meanwhile
            assertThat(pipeline.log().count(NONE_MISSING)).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void a_height_that_is_a_dead_letter_is_told_with_what_to_do() throws Exception {
        node.on(
                request -> request.asksForBlock(Arrived.hash(42)),
                ALWAYS,
                Reaction.answer(Answer.of(404, Arrived.hash(42) + " not available (pruned data)")));
        try (RunningPipeline pipeline = start()) {
            pipeline.log().await("1 heights are dead letters and not published: 42. They are taken up again by replay");
            Awaitility.await().atMost(PATIENCE).until(() -> pipeline.meter("archive.heights.archived") == 183);
            assertThat(pipeline.meter("archive.heights.dead-lettered")).isEqualTo(1);
            assertThat(pipeline.meter("archive.heights.missing")).isZero();
        }
    }

    @Test
    void a_file_of_a_height_that_is_not_published_is_told() throws Exception {
        run("--heights.to=9");
        try (RunningPipeline pipeline = start("--pipeline.roles=archive")) {
            pipeline.log().await("10 heights published, 10 archived, 0 still to come, none missing");
            Files.copy(file(3), file(12));
            pipeline.log().await("1 heights have a file and are not published: 12.");
            assertThat(pipeline.meter("archive.heights.unpublished")).isEqualTo(1);
        }
    }

    @Test
    void an_archive_that_does_not_answer_is_asked_again() throws Exception {
        run("--heights.to=9");
        try (RunningPipeline pipeline = start("--pipeline.roles=archive")) {
            pipeline.log().await("10 heights published, 10 archived, 0 still to come, none missing");
            Files.move(arrived.archive(), elsewhere(0));
            Files.writeString(arrived.archive(), "a file in the way");
            pipeline.log().await("Cannot list " + arrived.archive() + " of file:/ (hdfs.url)", 2);
            Files.delete(arrived.archive());
            Files.move(elsewhere(0), arrived.archive());
            Files.move(file(3), elsewhere(3));
            pipeline.log().await("1 of 10 published heights have been read and are not archived: 3.");
            assertThat(pipeline.log().lines())
                    .filteredOn(line -> line.level().isMoreSpecificThan(Level.ERROR))
                    .isEmpty();
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
    }

    private Path file(int height) {
        return arrived.archive().resolve("block_" + height + ".json");
    }

    private Path elsewhere(int height) {
        return directory.resolve(arrived.topic() + "-" + height);
    }

    private void run(String... settings) throws Exception {
        try (RunningPipeline pipeline = start(settings)) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
    }

    private RunningPipeline start(String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = "--archive.gap-check-interval=200ms";
        return RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), all);
    }
}
