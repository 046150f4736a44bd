package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import pipeline.embedded.SampleNode;

class MedianTimesTest {

    private static final int TIP = 183;

    @Test
    void the_search_finds_what_a_scan_over_cores_median_times_finds() throws Exception {
        long[] medianTimes = medianTimesOfCore();
        try (SampleNode server = SampleNode.start()) {
            MedianTimes times = new MedianTimes(new SampleNodeClient(server), TIP);
            for (int height = 0; height <= TIP; height += 13) {
                for (long time = medianTimes[height] - 1; time <= medianTimes[height] + 1; time++) {
                    assertThat(times.firstFrom(time))
                            .as("first height from %d", time)
                            .isEqualTo(scan(medianTimes, time));
                }
            }
            assertThat(times.firstFrom(0)).isZero();
            assertThat(times.firstFrom(Long.MAX_VALUE)).isEqualTo(TIP + 1);
        }
    }

    private static long scan(long[] medianTimes, long time) {
        int height = 0;
        while (height < medianTimes.length && medianTimes[height] < time) {
            height++;
        }
        return height;
    }

    private static long[] medianTimesOfCore() throws IOException {
        long[] times = new long[TIP + 1];
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(MedianTimesTest.class.getResourceAsStream("/chain/getblock-v3.jsonl.gz")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode block = json.readTree(line);
                int height = block.get("height").asInt();
                // the fork's blocks come after those of the sample chain
                if (height <= TIP && times[height] == 0) {
                    times[height] = block.get("mediantime").asLong();
                }
            }
        }
        return times;
    }
}
