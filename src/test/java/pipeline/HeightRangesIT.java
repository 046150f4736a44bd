package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with an end, in a folder of their own: exactly the heights asked for, and none of them twice. */
class HeightRangesIT {

    @TempDir
    private Path folder;

    @Test
    void a_range_is_copied_and_a_wider_one_adds_only_what_is_missing() throws Exception {
        run("--heights.from=100", "--heights.to=120");

        List<Integer> first = heights(100, 120);
        assertArchived(first);
        assertThat(CommittedRecords.heightsIn(folder, "raw-blocks")).isEqualTo(Map.of("raw-blocks", first));
        Map<Path, FileTime> written = archive().modificationTimes();

        run("--heights.to=183");

        List<Integer> all = heights(0, 183);
        assertArchived(all);
        assertThat(CommittedRecords.heightsIn(folder, "raw-blocks", "raw-blocks.chain"))
                .isEqualTo(Map.of("raw-blocks", all, "raw-blocks.chain", all));
        assertThat(archive().modificationTimes()).containsAllEntriesOf(written);
    }

    @Test
    void processes_that_only_ingest_or_only_archive_end_when_their_part_is_done() throws Exception {
        run("--heights.to=5");

        run("--pipeline.roles=ingest", "--heights.to=10");

        assertArchived(heights(0, 5));
        assertThat(CommittedRecords.heightsIn(folder, "raw-blocks")).isEqualTo(Map.of("raw-blocks", heights(0, 10)));

        run("--pipeline.roles=archive", "--heights.to=10");

        assertArchived(heights(0, 10));
    }

    @Test
    void a_range_of_time_is_what_the_median_times_say_with_both_ends_in_it() throws Exception {
        // the miner's time of 121, 122 and 123, the median time of 126, 127 and 128
        long plateau = 1_600_072_600;
        assertThat(heightsByMedianTime(plateau, plateau)).containsExactly(126, 127, 128);
        long next = CoreChain.sample().get(130).get("mediantime").asLong();

        run("--heights.from-time=" + plateau, "--heights.to-time=" + plateau);
        assertArchived(heightsByMedianTime(plateau, plateau));

        // a second later begins behind it, and a second before the end leaves that out
        run("--heights.from-time=" + (plateau + 1), "--heights.to-time=" + (next - 1));
        assertThat(heightsByMedianTime(plateau, next - 1)).containsExactly(126, 127, 128, 129);
        assertArchived(heightsByMedianTime(plateau, next - 1));
    }

    private void run(String... settings) throws InterruptedException {
        try (PipelineProcess pipeline = PipelineProcess.start(folder, settings)) {
            assertThat(pipeline.awaitExit()).as(pipeline.output()).isZero();
        }
    }

    private static List<Integer> heights(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
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

    private LocalArchive archive() {
        return new LocalArchive(folder);
    }

    private void assertArchived(List<Integer> heights) {
        assertThat(archive().files())
                .containsExactlyInAnyOrderElementsOf(
                        heights.stream().map(archive()::file).toList());
    }
}
