package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.embedded.SampleNode;
import pipeline.servers.LinkedBroker;
import pipeline.servers.LinkedBroker.Cut;

/** {@code kill -9} and SIGTERM of a process at work, and what the next one makes of what it has left. */
class KilledRunIT {

    private static final String LEFTOVER = "\\.block_\\d+\\.json\\..*\\.tmp";
    private static final List<Integer> HEIGHTS =
            IntStream.rangeClosed(0, 183).boxed().toList();

    @TempDir
    private Path folder;

    @Test
    void kill_9_anywhere_of_a_process_that_does_all_leaves_each_height_once_and_every_file_whole() throws Exception {
        LocalArchive archive = new LocalArchive(folder);
        for (int files : List.of(1, 60)) {
            try (PipelineProcess killed = PipelineProcess.start(folder)) {
                Awaitility.await(files + " files")
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(PATIENCE)
                        // a temporary file may be gone before it is looked at
                        .ignoreExceptions()
                        .until(() -> archive.files().size() >= files);
            }
            assertThat(archive.file(183)).doesNotExist();
        }
        aRunToTheEndLeavesAllOnceAndWhole();
    }

    @Test
    void sigterm_amid_catching_up_ends_it_within_10_seconds_with_nothing_lost_and_nothing_dead_lettered()
            throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (SampleNode sample = SampleNode.start();
                FaultyNode node = FaultyNode.before(sample)) {
            Fault hold = node.on(request -> request.asksForBlock(Arrived.hash(60)), 1, Reaction.hang(goOn));
            try (PipelineProcess busy = PipelineProcess.start(folder, "--bitcoin.rpc.url=" + node.url())) {
                Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() > 0);
                goOn.countDown();
                assertThat(busy.terminate()).as(busy.output()).isIn(0, PipelineProcess.TERMINATED);
            }
            assertThat(new LocalArchive(folder).file(183)).doesNotExist();
            aRunToTheEndLeavesAllOnceAndWhole("--bitcoin.rpc.url=" + node.url());
        }
    }

    private void aRunToTheEndLeavesAllOnceAndWhole(String... settings) throws Exception {
        LocalArchive archive = new LocalArchive(folder);
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("--heights.to=183");
        try (PipelineProcess last = PipelineProcess.start(folder, all.toArray(String[]::new))) {
            assertThat(last.awaitExit()).as(last.output()).isZero();
        }
        assertThat(CommittedRecords.heightsIn(folder, "raw-blocks", "raw-blocks.chain", "raw-blocks.dead-letters"))
                .isEqualTo(Map.of(
                        "raw-blocks", HEIGHTS, "raw-blocks.chain", HEIGHTS, "raw-blocks.dead-letters", List.of()));
        for (int height : HEIGHTS) {
            ExpectedBlock.assertSame(archive.read(height), CoreChain.sample().get(height));
        }
        assertThat(archive.files())
                .filteredOn(file -> !file.getFileName().toString().matches(LEFTOVER))
                .containsExactlyInAnyOrderElementsOf(
                        HEIGHTS.stream().map(archive::file).toList());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void kill_9_of_a_lone_ingest_process_amid_a_commit_leaves_each_height_once(Cut cut) throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (LinkedBroker broker = LinkedBroker.start(folder.resolve("broker"));
                SampleNode sample = SampleNode.start();
                FaultyNode node = FaultyNode.before(sample)) {
            Fault hold = node.on(request -> request.asksForBlock(Arrived.hash(30)), 1, Reaction.hang(goOn));
            try (PipelineProcess killed = startIngest(broker, node)) {
                Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() > 0);
                // the first range is committed, the second waits for its block
                broker.cut(cut);
                goOn.countDown();
                Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> broker.hits() > 0);
            }
            broker.cut(Cut.NONE);

            try (PipelineProcess next = startIngest(broker, node)) {
                assertThat(next.awaitExit()).as(next.output()).isZero();
            }

            List<Integer> heights = IntStream.rangeClosed(0, 60).boxed().toList();
            assertThat(CommittedRecords.heights(broker.brokers(), "raw-blocks")).isEqualTo(heights);
            assertThat(CommittedRecords.heights(broker.brokers(), "raw-blocks.chain"))
                    .isEqualTo(heights);
            assertThat(CommittedRecords.of(broker.brokers(), "raw-blocks.dead-letters"))
                    .isEmpty();
        }
    }

    private PipelineProcess startIngest(LinkedBroker broker, FaultyNode node) {
        return PipelineProcess.start(
                folder.resolve("ingest"),
                "--pipeline.roles=ingest",
                "--bitcoin.rpc.url=" + node.url(),
                "--kafka.brokers=" + broker.brokers(),
                "--heights.to=60");
    }
}
