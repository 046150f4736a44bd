package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;

/** Runs with an end: exactly the heights asked for, and none of them twice. */
class HeightRangesTest {

    @TempDir
    private static Path directory;

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
    void a_range_is_copied_and_a_wider_one_adds_only_what_is_missing() throws Exception {
        run("--heights.from=100", "--heights.to=120");

        arrived.isExactly(100, 120);
        Map<String, FileTime> written = modificationTimes();

        run("--heights.to=183");

        arrived.isExactly(0, 183);
        assertThat(modificationTimes()).containsAllEntriesOf(written);
    }

    @Test
    void processes_that_only_ingest_or_only_archive_end_when_their_part_is_done() throws Exception {
        run("--heights.to=5");

        run("--pipeline.roles=ingest", "--heights.to=10");

        assertThat(arrived.publishedHeights()).hasSize(11);
        assertThat(arrived.files()).hasSize(6);

        run("--pipeline.roles=archive", "--heights.to=10");

        arrived.isExactly(0, 10);
    }

    @Test
    void a_range_of_time_is_what_the_median_times_say_with_both_ends_in_it() throws Exception {
        // the miner's time of 121, 122 and 123, the median time of 126, 127 and 128
        long plateau = 1_600_072_600;
        assertThat(heightsByMedianTime(plateau, plateau)).containsExactly(126, 127, 128);
        long next = CoreChain.sample().get(130).get("mediantime").asLong();

        run("--heights.from-time=" + plateau, "--heights.to-time=" + plateau);
        arrived.isExactly(heightsByMedianTime(plateau, plateau));

        // a second later begins behind it, and a second before the end leaves that out
        run("--heights.from-time=" + (plateau + 1), "--heights.to-time=" + (next - 1));
        assertThat(heightsByMedianTime(plateau, next - 1)).containsExactly(126, 127, 128, 129);
        arrived.isExactly(heightsByMedianTime(plateau, next - 1));
    }

    private void run(String... settings) throws Exception {
        try (RunningPipeline pipeline =
                RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), settings)) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
    }

    private static List<Integer> heightsByMedianTime(long from, long to) {
        return CoreChain.sample().stream()
                .filter(block -> isBetween(from, block.get("mediantime"), to))
                .map(block -> block.get("height").asInt())
                .toList();
    }

    private static boolean isBetween(long from, JsonNode time, long to) {
        return from <= time.asLong() && time.asLong() <= to;
    }

    private Map<String, FileTime> modificationTimes() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        for (String file : arrived.files()) {
            times.put(file, Files.getLastModifiedTime(arrived.archive().resolve(file)));
        }
        return times;
    }
}
