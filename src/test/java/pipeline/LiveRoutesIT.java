package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;
import pipeline.servers.JavaProcess;

/** A user edits routes while the jar is at work. */
class LiveRoutesIT {

    private static final int TIP = 1500;
    private static final int LATER_TIP = 1520;
    private static final List<RawBlock> CHAIN = MinedChain.of(LATER_TIP, 20_000);

    @TempDir
    private Path folder;

    private LocalArchive archive;

    @BeforeEach
    void init() {
        assertThat(CamelPipeline.run(new Main(), List.of("init", folder.toString()), Map.of()))
                .isZero();
        archive = new LocalArchive(folder);
    }

    @Test
    void another_archive_path_under_load_then_a_broken_file_then_a_deleted_one() throws Exception {
        ConsoleHttp console = ConsoleHttp.at(JavaProcess.freePort());
        try (SampleNode node = SampleNode.start(CHAIN.subList(0, TIP + 1), Map.of())) {
            try (PipelineProcess pipeline = PipelineProcess.start(
                    folder,
                    "--bitcoin.rpc.url=" + node.url(),
                    "--bitcoin.prevouts=none",
                    "--pipeline.roles=ingest,archive",
                    "--heights.poll-interval=200ms",
                    "--console.port=" + console.port())) {
                awaitArchived(100);
                // who writes and who reads Kafka, at the same moment
                edit("archive-block", "hdfs:{{archive.directory}}", "hdfs:{{archive.directory}}/new");
                edit("archive-blocks", "consumersCount: 2", "consumersCount: 3");
                pipeline.awaitOutput("archive-block.camel.yaml is live: archive-block");
                pipeline.awaitOutput("archive-blocks.camel.yaml is live: archive-blocks");
                assertThat(archived()).as("still under load").hasSizeLessThan(TIP);
                awaitArchived(TIP + 1);
                assertThat(names(old())).isNotEmpty();
                assertThat(names(old().resolve("new"))).isNotEmpty();
                assertThat(archived()).containsExactlyInAnyOrderElementsOf(namesUpTo(TIP));

                edit("archive-block", "hdfs:{{archive.directory}}/new", "hdfx:{{archive.directory}}/new");
                pipeline.awaitOutput("routes/archive-block.camel.yaml, line 23: No endpoint could be found for: hdfx:");
                node.switchTo(CHAIN);
                awaitArchived(LATER_TIP + 1);
                assertThat(archived()).containsExactlyInAnyOrderElementsOf(namesUpTo(LATER_TIP));
                assertThat(pipeline.output().lines().filter(line -> line.contains(" ERROR ")))
                        .hasSize(1);

                Path added = folder.resolve("routes/hello.camel.yaml");
                Files.writeString(
                        added,
                        """
                        - route:
                            id: hello
                            from:
                              uri: timer:hello
                              steps:
                                - log:
                                    message: Hello from a route of the user's
                        """);
                pipeline.awaitOutput("Hello from a route of the user's");
                assertThat(routes(console)).contains("hello");
                Set<String> others = routes(console);
                Files.delete(added);
                pipeline.awaitOutput("hello.camel.yaml is gone, and its routes with it");
                others.remove("hello");
                assertThat(routes(console)).isEqualTo(others);
                assertThat(console.isReady()).isTrue();
                assertThat(pipeline.terminate()).isIn(0, PipelineProcess.TERMINATED);
            }
            assertThat(CommittedRecords.heightsIn(folder, "raw-blocks", "raw-blocks.dead-letters"))
                    .isEqualTo(Map.of(
                            "raw-blocks",
                            IntStream.rangeClosed(0, LATER_TIP).boxed().toList(),
                            "raw-blocks.dead-letters",
                            List.of()));
        }
    }

    @Test
    void a_file_that_is_broken_from_the_start_is_named_with_its_line_and_nothing_starts() throws Exception {
        edit("archive-block", "- choice:", "- chioce:");
        try (PipelineProcess refused = PipelineProcess.start(folder)) {
            assertThat(refused.awaitExit()).as(refused.output()).isEqualTo(2);
            assertThat(refused.output())
                    .contains("Cannot start: Unknown node id: chioce", "routes/archive-block.camel.yaml, line 17")
                    .doesNotContain("\tat ");
        }
        edit("archive-block", "- chioce:", "- choice:");
        edit("archive-block", "ref: blockJson", "ref: blockJsn");
        try (PipelineProcess refused = PipelineProcess.start(folder)) {
            assertThat(refused.awaitExit()).as(refused.output()).isEqualTo(2);
            assertThat(refused.output())
                    .contains("Cannot start: Route archive-block (", "routes/archive-block.camel.yaml", "blockJsn")
                    .doesNotContain("\tat ");
        }
        assertThat(archive.files()).isEmpty();
    }

    private void edit(String route, String before, String after) throws IOException {
        Path file = folder.resolve("routes").resolve(route + ".camel.yaml");
        String text = Files.readString(file);
        assertThat(text).contains(before);
        Files.writeString(file, text.replace(before, after));
    }

    private void awaitArchived(int files) {
        Awaitility.await(files + " files")
                .atMost(PATIENCE)
                .until(() -> archived().size() >= files);
    }

    private Path old() {
        return archive.file(0).getParent();
    }

    /** Names of the blocks' files in both folders; one that is in both is here twice. */
    private List<String> archived() {
        return Stream.concat(names(old()).stream(), names(old().resolve("new")).stream())
                .toList();
    }

    private static List<String> names(Path folder) {
        String[] names = folder.toFile().list((any, name) -> name.startsWith("block_"));
        return names == null ? List.of() : List.of(names);
    }

    private static List<String> namesUpTo(int height) {
        return IntStream.rangeClosed(0, height)
                .mapToObj(n -> "block_" + n + ".json")
                .toList();
    }

    private static Set<String> routes(ConsoleHttp console) {
        var found = console.jolokia(Map.of("type", "search", "mbean", "org.apache.camel:type=routes,*"))
                .path("value");
        return StreamSupport.stream(found.spliterator(), false)
                .map(name -> name.asText().replaceFirst(".*name=\"([^\"]+)\".*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
