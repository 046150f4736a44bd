package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @ValueSource(strings = {"blocks", "transactions", "inputs", "outputs"})
    void a_table_that_is_gone_or_damaged_is_written_again_with_its_day(String table) throws Exception {
        assertThat(compact()).isZero();
        Map<String, String> first = Tables.digests(silver);
        Path file = silver.resolve(table + "/date=" + SECOND + "/" + table + ".parquet");
        byte[] bytes = Files.readAllBytes(file);

        Files.delete(file);
        assertThat(compact()).isZero();
        assertThat(Tables.digests(silver)).isEqualTo(first);

        // the end of the file is as it was, the footer before it is not
        byte[] garbled = bytes.clone();
        Arrays.fill(garbled, bytes.length - 2000, bytes.length - 20, (byte) 0xff);
        for (byte[] damaged :
                List.of(garbled, "PAR1 and no more".getBytes(), new byte[0], Arrays.copyOf(bytes, bytes.length - 1))) {
            Files.write(file, damaged);
            assertThat(compact()).isZero();
            assertThat(Tables.digests(silver)).isEqualTo(first);
        }
        Files.copy(
                silver.resolve(table + "/date=" + FIRST + "/" + table + ".parquet"),
                file,
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(compact()).isZero();
        assertThat(Tables.digests(silver)).isEqualTo(first);
    }

    @Test
    void who_compacts_looks_after_a_while_whether_the_tables_are_still_there() throws Exception {
        try (RunningPipeline pipeline = start("--compact.check-interval=1s")) {
            pipeline.log().await("Tables of " + SECOND + " written");
            Map<String, String> first = Tables.digests(silver);
            Files.delete(silver.resolve("outputs/date=" + FIRST + "/outputs.parquet"));
            pipeline.log().await("Tables of " + FIRST + " are not whole, see outputs; writing them again");
            Awaitility.await()
                    .atMost(Patience.PATIENCE)
                    // a file in the making may get its name after it is listed and before it is read
                    .ignoreExceptionsMatching(e -> e.getCause() instanceof NoSuchFileException)
                    .until(() -> Tables.digests(silver), first::equals);
            assertThat(pipeline.log().count("Tables of " + SECOND + " written")).isEqualTo(1);
        }
    }

    @Test
    void a_day_that_is_written_again_is_in_no_table_until_it_is_in_all() throws Exception {
        assertThat(compact()).isZero();
        Map<String, String> first = Tables.digests(silver);
        HeldFileSystem.Hold hold = HeldFileSystem.hold("inputs.parquet");
        CompletableFuture<Integer> again = CompletableFuture.supplyAsync(() -> {
            try {
                return compact("--hdfs.url=" + HeldFileSystem.URL, "--from-date=" + FIRST, "--to-date=" + FIRST);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        hold.awaitReached();
        assertThat(days()).containsExactly("2011-02-02", SECOND);
        assertThat(silver.resolve("transactions/date=" + FIRST + "/transactions.parquet"))
                .doesNotExist();
        hold.release();
        assertThat(again.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
        assertThat(Tables.digests(silver)).isEqualTo(first);
    }

    @Test
    void the_command_removes_what_killed_processes_left() throws Exception {
        Path left = silver.resolve(".pending/.blocks.parquet." + UUID.randomUUID() + ".tmp");
        Files.createDirectories(left.getParent());
        Files.createFile(left);
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        assertThat(compact()).isZero();
        assertThat(left).doesNotExist();
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
    void a_file_that_cannot_be_read_costs_its_day_and_no_other() throws Exception {
        Path file = archive.resolve("block_20.json");
        Path elsewhere = directory.resolve("block_20.json");
        Files.move(file, elsewhere);
        Files.createDirectory(file);
        try (RunningPipeline pipeline = start()) {
            pipeline.log()
                    .await("Cannot read " + file
                            + " from file:/ (hdfs.url): IOException: Is a directory; trying again (3)");
            pipeline.log().await("Tables of " + FIRST + " wait: Cannot read " + file);
            pipeline.log().await("Tables of " + SECOND + " written: 114 blocks");
            Files.delete(file);
            Files.move(elsewhere, file);
            pipeline.log().await("Tables of " + FIRST + " written: 69 blocks");
            assertThat(pipeline.log().stackTraces()).isEmpty();
        } finally {
            if (Files.exists(elsewhere)) {
                Files.delete(file);
                Files.move(elsewhere, file);
            }
        }
    }

    @Test
    void the_command_leaves_a_day_with_a_file_that_cannot_be_read() throws Exception {
        Path file = archive.resolve("block_20.json");
        Path elsewhere = directory.resolve("block_20.json");
        Files.move(file, elsewhere);
        Files.createDirectory(file);
        try {
            assertThat(compact()).isEqualTo(1);
            assertThat(days()).containsExactly("2011-02-02", SECOND);
        } finally {
            Files.delete(file);
            Files.move(elsewhere, file);
        }
    }

    @Test
    void the_day_amid_which_the_archive_begins_is_nobodys_loss_and_one_amid_a_reorg_is_told() throws Exception {
        Path cut = directory.resolve("cut");
        String[] settings = {"--kafka.topics.raw-blocks=cut", "--archive.directory=" + cut};
        try (SampleNode node = SampleNode.start(chain(), spentOutputs(chain()));
                RunningPipeline pipeline = RunningPipeline.start(
                        node.url(), broker.brokers(), "cut", cut, "--heights.from=5", "--heights.to=195")) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
        assertThat(compact(settings)).isZero();
        assertThat(days()).containsExactly(SECOND);
        assertThat(compact(with("--from-date=" + FIRST, settings))).isEqualTo(1);

        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.brokers()), new StringSerializer(), new ByteArraySerializer())) {
            for (int height = 60; height <= 195; height++) {
                String stale = "{\"network\":\"sample\",\"hash\":\"" + "00".repeat(32) + "\",\"stale\":true}";
                producer.send(new ProducerRecord<>("cut.chain", String.valueOf(height), stale.getBytes()));
            }
        }
        assertThat(compact(with("--from-date=" + SECOND, settings))).isEqualTo(1);
        // what is to come instead is not known yet
        assertThat(compact(settings)).isZero();
        assertThat(days()).containsExactly(SECOND);
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

    @ParameterizedTest
    @ValueSource(strings = {"2020-09-15T01:00:00Z", "2020-09-16T00:00:00Z"})
    void a_day_that_a_reorg_has_emptied_or_opened_again_leaves_the_tables(String branchFrom) throws Exception {
        List<RawBlock> longer = MinedChain.above(
                chain(), 12, (int) Instant.parse("2020-09-16T00:00:00Z").getEpochSecond());
        List<RawBlock> branch = MinedChain.above(
                SampleChain.blocks(), 30, (int) Instant.parse(branchFrom).getEpochSecond());
        List<RawBlock> both = new ArrayList<>(longer);
        both.addAll(branch);
        String topic = "emptied-" + branchFrom.substring(8, 10);
        try (SampleNode node = SampleNode.start(longer, spentOutputs(both));
                RunningPipeline pipeline = RunningPipeline.start(
                        node.url(),
                        broker.brokers(),
                        topic,
                        directory.resolve(topic),
                        settings("--pipeline.roles=ingest,archive,compact"))) {
            pipeline.log().await("Tables of 2020-09-15 written: 12 blocks");
            node.switchTo(branch.subList(SampleChain.blocks().size(), branch.size()));
            pipeline.log().await("Tables of 2020-09-15 are of other blocks than the chain index says; removing them");
            for (String table : Tables.NAMES) {
                Awaitility.await(table)
                        .atMost(Patience.PATIENCE)
                        .until(() -> Tables.files(silver.resolve(table + "/date=2020-09-15")), List::isEmpty);
            }
            assertThat(pipeline.log().count("Tables of " + SECOND + " written")).isEqualTo(1);
        }
        assertThat(days()).containsExactly("2011-02-02", FIRST, SECOND);
    }

    private static String[] with(String one, String... others) {
        return Stream.concat(Stream.of(others), Stream.of(one)).toArray(String[]::new);
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

    private RunningPipeline start(String... more) {
        return RunningPipeline.start(
                "http://127.0.0.1:1/",
                broker.brokers(),
                "blocks",
                archive,
                settings(with("--pipeline.roles=compact", more)));
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
