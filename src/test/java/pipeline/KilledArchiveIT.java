package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;

/** {@code kill -9} of a process that archives, and what the next one makes of it. */
class KilledArchiveIT {

    private static final String LEFTOVER = "\\.block_\\d+\\.json\\..*\\.tmp";

    @TempDir
    private Path folder;

    @Test
    void kill_9_amid_archiving_again_and_again_leaves_every_file_whole_and_none_missing() throws Exception {
        LocalArchive archive = new LocalArchive(folder);
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder.resolve("data/kafka"))) {
            try (PipelineProcess ingest =
                    PipelineProcess.start(folder, "--pipeline.roles=ingest", "--heights.to=183")) {
                assertThat(ingest.awaitExit()).as(ingest.output()).isZero();
            }
            for (int files : List.of(1, 40, 110)) {
                try (PipelineProcess killed = PipelineProcess.start(folder, "--pipeline.roles=archive")) {
                    Awaitility.await(files + " files")
                            .pollInterval(Duration.ofMillis(1))
                            .atMost(Duration.ofSeconds(60))
                            // a temporary file may be gone before it is looked at
                            .ignoreExceptions()
                            .until(() -> archive.files().size() >= files);
                }
            }
            try (PipelineProcess last = PipelineProcess.start(folder, "--pipeline.roles=archive", "--heights.to=183")) {
                assertThat(last.awaitExit()).as(last.output()).isZero();
            }
        }
        List<Path> expected = new ArrayList<>();
        for (int height = 0; height <= 183; height++) {
            expected.add(archive.file(height));
            ExpectedBlock.assertSame(archive.read(height), CoreChain.sample().get(height));
        }
        assertThat(archive.files())
                .filteredOn(file -> !file.getFileName().toString().matches(LEFTOVER))
                .containsExactlyInAnyOrderElementsOf(expected);
    }
}
