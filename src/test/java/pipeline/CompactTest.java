package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** When the tables of a day are written, and when again. */
class CompactTest {

    private static final String FIRST = "2020-09-13";
    private static final String SECOND = "2020-09-14";
    private static final int FORK = 180;

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static Path archive;
    private Path silver;

    /** The sample chain with blocks of the day after on top, so that its last day is over. */
    static List<RawBlock> chain() {
        return MinedChain.above(SampleChain.blocks(), 12, nextDay());
    }

    /** The same on the other branch, and longer. */
    private static List<RawBlock> fork() {
        List<RawBlock> fork = new ArrayList<>(SampleChain.blocks().subList(0, FORK + 1));
        fork.addAll(SampleChain.readBlocks(CompactTest.class.getResourceAsStream("/chain/fork.csv")));
        return MinedChain.above(fork, 15, nextDay());
    }

    private static int nextDay() {
        return (int) Instant.parse("2020-09-15T00:00:00Z").getEpochSecond();
    }

    /** What the node says is spent: of blocks that were mined in a test nothing. */
    static Map<String, byte[]> spentOutputs(List<RawBlock> chain) {
        Map<String, byte[]> spent = new HashMap<>(SampleChain.spentOutputs());
        chain.forEach(block -> spent.putIfAbsent(block.hash(), new byte[] {1, 0}));
        return spent;
    }

    @BeforeAll
    static void archiveOnce() throws Exception {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        archive = directory.resolve("bronze/blocks");
        try (SampleNode node = SampleNode.start(chain(), spentOutputs(chain()));
                RunningPipeline pipeline =
                        RunningPipeline.start(node.url(), broker.brokers(), "blocks", archive, "--heights.to=195")) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void chooseTables() {
        silver = directory.resolve("silver-" + System.nanoTime());
    }

    @Test
    void a_second_run_over_given_days_makes_the_same_bytes() throws Exception {
        assertThat(compact()).isZero();
        Map<String, String> first = Tables.digests(silver);
        assertThat(first).hasSize(12);
        Map<String, Object> before = modificationTimes();

        assertThat(compact("--from-date=" + FIRST, "--to-date=" + SECOND)).isZero();
        assertThat(Tables.digests(silver)).isEqualTo(first);
        assertThat(modificationTimes()).isNotEqualTo(before);
    }

    @Test
    void what_is_written_is_not_written_again() throws Exception {
        assertThat(compact()).isZero();
        Map<String, Object> before = modificationTimes();
        assertThat(compact()).isZero();
        assertThat(modificationTimes()).isEqualTo(before);
    }

    @Test
    void tables_that_are_no_parquet_are_written_again() throws Exception {
        assertThat(compact()).isZero();
        Map<String, String> first = Tables.digests(silver);
        Files.writeString(silver.resolve("blocks/date=" + SECOND + "/blocks.parquet"), "PAR1 and no more");
        assertThat(compact()).isZero();
        assertThat(Tables.digests(silver)).isEqualTo(first);
    }

    @Test
    void a_day_that_is_not_final_is_not_written() throws Exception {
        assertThat(compact("--compact.confirmations=100")).isZero();
        assertThat(days()).containsExactly("2011-02-02", FIRST);
        // six of the twelve blocks on top are above the one whose median time is past the day
        assertThat(compact("--compact.confirmations=7")).isZero();
        assertThat(days()).containsExactly("2011-02-02", FIRST);
        assertThat(compact("--compact.delay=2h")).isZero();
        assertThat(days()).containsExactly("2011-02-02", FIRST);
        assertThat(compact("--compact.confirmations=6")).isZero();
        assertThat(days()).containsExactly("2011-02-02", FIRST, SECOND);
    }

    @Test
    void a_day_that_was_asked_for_and_is_not_final_is_told_by_the_status() throws Exception {
        assertThat(compact("--compact.confirmations=100", "--from-date=" + FIRST, "--to-date=" + SECOND))
                .isEqualTo(1);
        assertThat(days()).containsExactly(FIRST);
        assertThat(compact("--from-date=2020-09-14", "--to-date=2020-09-13")).isEqualTo(2);
        assertThat(compact("--from-date=yesterday")).isEqualTo(2);
        assertThat(compact("--kafka.topics.raw-blocks=no-such-topic")).isEqualTo(2);
    }

    @Test
    void a_day_waits_for_each_of_its_files_and_others_do_not_wait_for_it() throws Exception {
        Path file = archive.resolve("block_20.json");
        Path elsewhere = directory.resolve("block_20.json");
        Files.move(file, elsewhere);
        try (RunningPipeline pipeline = start()) {
            pipeline.log().await("Tables of " + FIRST + " wait: height 20 is not archived");
            pipeline.log().await("Tables of " + SECOND + " written: 114 blocks");
            Files.copy(archive.resolve("block_21.json"), file);
            pipeline.log().await("Tables of " + FIRST + " wait: the file of height 20 holds block " + Arrived.hash(21));
            assertThat(days()).containsExactly("2011-02-02", SECOND);
            Files.delete(file);
            Files.move(elsewhere, file);
            pipeline.log().await("Tables of " + FIRST + " written: 69 blocks");
            assertThat(pipeline.log().count("Tables of " + SECOND + " written")).isEqualTo(1);
            assertThat(pipeline.log().stackTraces()).isEmpty();
        } finally {
            if (Files.exists(elsewhere)) {
                Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertThat(Tables.files(silver)).hasSize(12);
    }

    @Test
    void one_process_compacts_and_the_other_takes_over_when_it_ends() throws Exception {
        try (RunningPipeline first = start()) {
            first.log().await("This process compacts: it leads group blocks.compact");
            first.log().await("Tables of " + SECOND + " written");
            Map<String, Object> before = modificationTimes();
            try (RunningPipeline second = start()) {
                second.log().await("Another process compacts; this one stands by");
                first.close();
                second.log().await("This process compacts");
            }
            assertThat(modificationTimes()).isEqualTo(before);
        }
    }

    @Test
    void a_reorg_past_the_limit_writes_its_day_again() throws Exception {
        List<RawBlock> both = new ArrayList<>(chain());
        both.addAll(fork());
        Path reorganised = directory.resolve("reorganised");
        try (SampleNode node = SampleNode.start(chain(), spentOutputs(both));
                RunningPipeline pipeline = RunningPipeline.start(
                        node.url(),
                        broker.brokers(),
                        "reorganised",
                        reorganised,
                        settings("--pipeline.roles=ingest,archive,compact"))) {
            pipeline.log().await("Tables of " + SECOND + " written: 114 blocks");
            node.switchTo(fork().subList(FORK + 1, fork().size()));
            pipeline.log().await("Tables of " + SECOND + " are of other blocks than the chain index says");
            pipeline.log().await("Tables of " + SECOND + " written: 116 blocks");
            assertThat(pipeline.log().count("Tables of " + FIRST + " written")).isEqualTo(1);
        }
        try (Tables tables = new Tables(silver)) {
            List<List<Object>> expected = IntStream.rangeClosed(181, 185)
                    .mapToObj(height -> List.<Object>of(
                            (long) height, CoreChain.hash(CoreChain.fork().get(height))))
                    .toList();
            assertThat(tables.rows("select height, hash from blocks where height > 180"))
                    .isEqualTo(expected);
            for (String table : List.of("transactions", "inputs", "outputs")) {
                assertThat(tables.rows("select distinct block_height, block_hash from " + table
                                + " where block_height > 180 order by 1"))
                        .isEqualTo(expected);
            }
        }
    }

    private int compact(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("compact"));
        arguments.addAll(List.of(
                "--kafka.brokers=" + broker.brokers(),
                "--kafka.topics.raw-blocks=blocks",
                "--hdfs.url=file:/",
                "--archive.directory=" + archive));
        arguments.addAll(Arrays.asList(settings(more)));
        return CamelPipeline.run(new Main(), arguments, Map.of());
    }

    private RunningPipeline start() {
        return RunningPipeline.start(
                "http://127.0.0.1:1/", broker.brokers(), "blocks", archive, settings("--pipeline.roles=compact"));
    }

    private String[] settings(String... more) {
        List<String> settings = new ArrayList<>(
                List.of("--compact.directory=" + silver, "--compact.confirmations=2", "--compact.interval=300ms"));
        settings.addAll(Arrays.asList(more));
        return settings.toArray(String[]::new);
    }

    private List<String> days() {
        return Tables.files(silver.resolve("blocks")).stream()
                .map(file -> file.substring("date=".length(), file.indexOf('/')))
                .toList();
    }

    private Map<String, Object> modificationTimes() throws IOException {
        Map<String, Object> times = new TreeMap<>();
        for (String file : Tables.files(silver)) {
            times.put(file, Files.getLastModifiedTime(silver.resolve(file)));
        }
        return times;
    }
}
