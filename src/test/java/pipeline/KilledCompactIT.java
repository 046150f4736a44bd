package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;

/** {@code kill -9} of a process that compacts: a reader sees a day whole or not at all. */
class KilledCompactIT {

    /** Each costs a JVM; the campaign, {@code mvn -P chaos verify}, has twenty. */
    private static final int KILLS = Integer.getInteger("compact.kills", 6);

    /** More moments than these, by the number of files that a reader sees. */
    private static final int DIFFERENT = KILLS / 4;

    private static final int FILES = 12;
    private static final String ASIDE = ".pending/";

    @TempDir
    private Path folder;

    @Test
    void kill_9_amid_compaction_again_and_again_never_shows_a_part_of_a_day() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder.resolve("kafka"))) {
            archive(broker);
            Path undisturbed = folder.resolve("undisturbed");
            try (PipelineProcess compact = compact(broker, undisturbed)) {
                assertThat(compact.awaitExit()).as(compact.output()).isZero();
            }
            Map<String, String> whole = seen(undisturbed);
            assertThat(whole).hasSize(FILES);
            Map<String, Map<Object, List<Object>>> counts = counted(undisturbed);
            assertThat(counts.values()).allSatisfy(days -> assertThat(days).hasSize(3));

            // from nothing, and on top of what earlier ones left
            Map<Integer, Integer> killsByFilesSeen = new TreeMap<>();
            int kills = 0;
            // a busy machine sees many of them too late: then a few more
            while (kills < KILLS || killsByFilesSeen.size() <= DIFFERENT && kills < 2 * KILLS) {
                Path tables = folder.resolve("killed-" + kills / 4);
                try (PipelineProcess compact = compact(broker, tables)) {
                    awaitWriting(compact, tables);
                    // names come and go in a moment at the end of each day: that is where most kills have to be
                    awaitChanges(compact, tables, random.nextInt(FILES));
                    if (compact.endsWithin(Duration.ofMillis(random.nextInt(10)))) {
                        continue;
                    }
                }
                kills++;
                Map<String, String> left = seen(tables);
                assertThat(whole).as("seed " + seed + ", kill " + kills).containsAllEntriesOf(left);
                assertThat(left.keySet()).as("seed " + seed + ", kill " + kills).containsAll(filesOfDaysIn(left));
                assertThat(counted(tables))
                        .as("seed " + seed + ", kill " + kills)
                        .isEqualTo(ofDaysIn(left, counts));
                killsByFilesSeen.merge(left.size(), 1, Integer::sum);
            }
            System.out.println("Kills by number of files seen after them, of 12: " + killsByFilesSeen);
            assertThat(killsByFilesSeen).as("kills at different moments").hasSizeGreaterThan(DIFFERENT);
            try (PipelineProcess last = compact(broker, folder.resolve("killed-0"))) {
                assertThat(last.awaitExit()).as(last.output()).isZero();
            }
            assertThat(seen(folder.resolve("killed-0"))).isEqualTo(whole);
        }
    }

    private void archive(EmbeddedBroker broker) throws Exception {
        try (SampleNode node = SampleNode.start(CompactTest.chain(), CompactTest.spentOutputs(CompactTest.chain()));
                RunningPipeline pipeline = RunningPipeline.start(
                        node.url(), broker.brokers(), "blocks", folder.resolve("bronze"), "--heights.to=195")) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
    }

    private PipelineProcess compact(EmbeddedBroker broker, Path tables) {
        return PipelineProcess.start(
                folder,
                "compact",
                "--from-date=2011-02-02",
                "--to-date=2020-09-14",
                "--kafka.brokers=" + broker.brokers(),
                "--kafka.topics.raw-blocks=blocks",
                "--hdfs.url=file:/",
                "--archive.directory=" + folder.resolve("bronze"),
                "--compact.directory=" + tables,
                "--compact.confirmations=2");
    }

    /** Leftovers of an earlier kill are no writing. */
    private static void awaitWriting(PipelineProcess compact, Path tables) {
        List<String> before = Tables.files(tables);
        Awaitility.await("a file aside")
                .pollInterval(Duration.ofMillis(1))
                .atMost(Patience.PATIENCE)
                // a file may get its name while the folder is read
                .ignoreExceptions()
                .until(() -> !compact.isAlive() || !before.containsAll(Tables.files(tables)));
        assertThat(compact.isAlive()).as(compact.output()).isTrue();
    }

    /** Waits until what a reader sees has changed so often, or the process ends. */
    private static void awaitChanges(PipelineProcess compact, Path tables, int changes) {
        AtomicReference<List<String>> last = new AtomicReference<>(names(tables));
        AtomicInteger changed = new AtomicInteger();
        Awaitility.await("names that come and go")
                .pollInterval(Duration.ofMillis(1))
                .atMost(Patience.PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    List<String> now = names(tables);
                    if (!now.equals(last.getAndSet(now))) {
                        changed.incrementAndGet();
                    }
                    return changed.get() >= changes || !compact.isAlive();
                });
    }

    private static List<String> names(Path tables) {
        return Tables.NAMES.stream()
                .flatMap(table -> Tables.files(tables.resolve(table)).stream().map(file -> table + "/" + file))
                .toList();
    }

    /** All that belongs to the days that are among the blocks. */
    private static List<String> filesOfDaysIn(Map<String, String> seen) {
        return seen.keySet().stream()
                .filter(file -> file.startsWith("blocks/"))
                .flatMap(file -> Tables.NAMES.stream().map(table -> file.replace("blocks", table)))
                .toList();
    }

    /** What a reader counts in each table, by day; a day's tables are of the same blocks. */
    private static Map<String, Map<Object, List<Object>>> counted(Path directory) {
        Map<String, Map<Object, List<Object>>> counts = new TreeMap<>();
        if (Tables.files(directory.resolve("blocks")).isEmpty()) {
            return counts;
        }
        try (Tables tables = new Tables(directory)) {
            Map<String, Object> marks = tables.marks();
            for (String table : Tables.NAMES) {
                counts.put(
                        table, tables.rowsByKey("select 'date=' || date, count(*) from " + table + " group by date"));
            }
            for (Object day : counts.get("blocks").keySet()) {
                assertThat(Tables.NAMES.stream().map(table -> marks.get(table + "/" + day + "/" + table + ".parquet")))
                        .as("what the tables of " + day + " are made of")
                        .doesNotContainNull()
                        .containsOnly(marks.get("blocks/" + day + "/blocks.parquet"));
            }
        }
        return counts;
    }

    private static Map<String, Map<Object, List<Object>>> ofDaysIn(
            Map<String, String> seen, Map<String, Map<Object, List<Object>>> whole) {
        Map<String, Map<Object, List<Object>>> counts = new TreeMap<>();
        whole.forEach((table, days) -> {
            Map<Object, List<Object>> left = new TreeMap<>(days);
            left.keySet().removeIf(day -> !seen.containsKey("blocks/" + day + "/blocks.parquet"));
            if (!left.isEmpty()) {
                counts.put(table, left);
            }
        });
        return counts;
    }

    /** The files that a reader sees. */
    private static Map<String, String> seen(Path tables) {
        Map<String, String> seen = Tables.digests(tables);
        seen.keySet().removeIf(file -> file.startsWith(ASIDE));
        return seen;
    }
}
