package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;
import pipeline.servers.HdfsServer;

/** {@code verify} and {@code compact} as a user runs them, over an archive in HDFS. */
class ArchiveToolsIT {

    /** The sample chain's first two days whole, and enough of the third to make them final. */
    private static final List<Integer> HEIGHTS =
            IntStream.rangeClosed(0, 80).boxed().toList();

    private static final int LOST = 40;

    @TempDir
    private static Path folder;

    private static SampleNode node;
    private static EmbeddedBroker broker;
    private static HdfsServer hdfs;

    @BeforeAll
    static void startServers() throws Exception {
        node = SampleNode.start();
        broker = EmbeddedBroker.open(folder.resolve("kafka"));
        hdfs = HdfsServer.start();
    }

    @AfterAll
    static void stopServers() {
        hdfs.close();
        broker.close();
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs", "webhdfs"})
    void an_archive_in_hdfs_is_verified_mended_and_made_into_tables(String scheme) throws Exception {
        String root = "/archive-" + scheme;
        String blocks = root + "/bronze/blocks";
        Path settings = Files.createDirectory(folder.resolve(scheme));
        Files.write(
                settings.resolve("application.properties"),
                List.of(
                        "bitcoin.rpc.url=" + node.url(),
                        "kafka.brokers=" + broker.brokers(),
                        "kafka.topics.raw-blocks=" + scheme,
                        "hdfs.url=" + (scheme.equals("hdfs") ? hdfs.url() : hdfs.webUrl()),
                        "archive.directory=" + blocks,
                        "heights.to=" + HEIGHTS.get(HEIGHTS.size() - 1),
                        "compact.confirmations=2"));

        run(settings, 0, "--pipeline.roles=ingest,archive");
        assertThat(run(settings, 0, "verify")).containsPattern("blocks +81\n").containsPattern("faults +0\n");

        hdfs.web().delete(file(blocks, LOST));
        assertThat(run(settings, 0, "verify", "--repair"))
                .contains("block_40.json, height 40: expected a file, found none")
                .containsPattern("faults +1\n")
                .contains("Wrote block_40.json");
        ExpectedBlock.assertSame(
                CoreChain.parse(hdfs.web().read(file(blocks, LOST))),
                CoreChain.sample().get(LOST));

        String[] compact = {"compact", "--from-date=2011-02-02", "--to-date=2020-09-13"};
        assertThat(run(settings, 0, compact)).contains("Days written: 2, left: 0");

        copy(blocks, settings.resolve("local/bronze/blocks"), fileNames());
        run(settings, 0, with(compact, "--hdfs.url=file:" + settings, "--archive.directory=/local/bronze/blocks"));
        Path local = settings.resolve("local/bronze/silver");
        Path tables = copy(root + "/bronze/silver", settings.resolve("silver"), Tables.files(local));
        for (String table : Tables.NAMES) {
            assertThat(hdfs.web().list(root + "/bronze/silver/" + table))
                    .containsExactly("date=2011-02-02", "date=2020-09-13");
            assertThat(rows(tables, table)).isNotEmpty().isEqualTo(rows(local, table));
        }
    }

    private static String run(Path settings, int status, String... command) throws InterruptedException {
        try (PipelineProcess process = PipelineProcess.start(settings, command)) {
            assertThat(process.awaitExit()).as(process.output()).isEqualTo(status);
            assertThat(process.output()).doesNotContain("\tat ");
            return process.output();
        }
    }

    private static String[] with(String[] command, String... more) {
        return Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private static String file(String blocks, int height) {
        return blocks + "/block_" + height + ".json";
    }

    private static List<String> fileNames() {
        return HEIGHTS.stream().map("block_%d.json"::formatted).toList();
    }

    /** Each row as text, in the order of the file. */
    private static List<List<Object>> rows(Path directory, String table) {
        try (Tables tables = new Tables(directory)) {
            return tables.rows("select cast(" + table + " as varchar) from " + table + " order by 1");
        }
    }

    private static Path copy(String directory, Path local, List<String> files) throws IOException {
        for (String file : files) {
            Path target = local.resolve(file);
            Files.createDirectories(target.getParent());
            Files.write(target, hdfs.web().read(directory + "/" + file));
        }
        return local;
    }
}
