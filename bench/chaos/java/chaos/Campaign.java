package chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import pipeline.CommittedRecords;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;

/** Runs the processes while a {@link Plan} happens to them, lets them come to rest, and has what they left compared. */
final class Campaign {

    /** To come to rest, beyond the minutes of the faults, and then to compare. */
    private static final Duration SETTLE = Duration.ofSeconds(80);

    private static final Duration COMPARE = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int LOOKS_A_BLOCK = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LEAST_WAIT = Duration.ofSeconds(2);

    private final long seed;
    private final Sizes sizes;
    private final Path directory;
    private final Miner miner;
    private final Tally tally = new Tally();
    private final List<String> unfinished = new ArrayList<>();
    private final Instant begin = Instant.now();
    private final Instant endOfFaults;
    private Instant lastLine = begin;
    private Cluster cluster;
    private Faults faults;
    private Watch watch;

    private Campaign(long seed, Sizes sizes) {
        this.seed = seed;
        this.sizes = sizes;
        this.directory = Path.of("target/chaos/seed-" + seed);
        this.miner = new Miner(seed);
        this.endOfFaults = begin.plus(Duration.ofMinutes(sizes.minutes()));
    }

    /** Even seeds meet a node without REST, and so without what is spent. */
    static Report run(long seed, Sizes sizes) throws IOException, InterruptedException {
        return new Campaign(seed, sizes).run();
    }

    private Report run() throws IOException, InterruptedException {
        remove(directory);
        boolean rest = seed % 2 == 1;
        Path jar = Path.of(System.getProperty("chaos.jar", "target/camel-pipeline.jar"));
        int ingests = Integer.getInteger("chaos.ingests", 2);
        int archives = Integer.getInteger("chaos.archives", 2);
        cluster = new Cluster(directory, jar, rest, ingests, archives);
        faults = new Faults(cluster, tally);
        try (Cluster running = cluster;
                Watch watching = new Watch(cluster)) {
            watch = watching;
            running.start();
            say("seed %d, %s, logs in %s".formatted(seed, rest ? "REST" : "RPC", cluster.logs()));
            await("the first file", endOfFaults, () -> watch.archived() > 0);
            cause(Plan.of(
                    seed,
                    sizes,
                    List.copyOf(cluster.members().keySet()),
                    sizes.heights() - miner.tip().height()));
            Duration troubled = Duration.between(begin, Instant.now());
            settle();
            Truth truth = new Truth(miner.best(), miner.known(), miner.tips(), rest);
            say("Comparing %d heights".formatted(truth.best().size()));
            Instant end = endOfFaults.plus(SETTLE).plus(COMPARE);
            TopicAudit.Result topics =
                    compare("the topics", end, () -> TopicAudit.of(cluster.brokers(), truth), TopicAudit.Result.NONE);
            ArchiveAudit.Result archive = compare(
                    "the archive",
                    end,
                    () -> ArchiveAudit.of(cluster.web(), truth, topics.stale()),
                    ArchiveAudit.Result.NONE);
            List<Finding> meanwhile = new ArrayList<>(watch.torn());
            meanwhile.addAll(watch.absent(topics.gone()));
            return new Report(
                    seed,
                    sizes,
                    Duration.between(begin, Instant.now()),
                    troubled,
                    unfinished,
                    truth,
                    List.copyOf(cluster.members().values()),
                    tally,
                    topics,
                    archive,
                    meanwhile,
                    watch.reads(),
                    cluster.logs());
        }
    }

    private void cause(List<Plan.Step> steps) throws InterruptedException {
        for (Plan.Step step : steps) {
            if (isTooLate()) {
                say("%d minutes are over".formatted(sizes.minutes()));
                return;
            }
            happen(step);
        }
        mine(Math.max(0, sizes.heights() - miner.tip().height()));
        // blocks go on coming: where nothing moves, nobody meets a fault
        for (int looks = 0; faults.left() > 0 && !isTooLate(); looks++) {
            mine(looks % LOOKS_A_BLOCK == 0 ? 1 : 0);
            pause(LOOK_AGAIN);
        }
        if (faults.left() > 0) {
            unfinished.add("%d faults have met nobody in the time there was (chaos.minutes)".formatted(faults.left()));
        }
    }

    private boolean isTooLate() {
        return Instant.now().isAfter(endOfFaults);
    }

    private void happen(Plan.Step step) throws InterruptedException {
        if (step instanceof Plan.Mine mine) {
            mine(mine.blocks());
        } else if (step instanceof Plan.Reorg reorg) {
            // a block that is not yet published goes without anybody's noticing
            awaitPublished(miner.tip().height() - reorg.depth() + 1, PATIENCE);
            note(reorg);
            cluster.journal().tell(miner.mine(reorg.depth(), reorg.blocks()));
            tally.reorg(reorg);
        } else if (step instanceof Plan.Pause pause) {
            pause(pause.duration());
        } else if (step instanceof Plan.Respite respite) {
            awaitPublished(miner.tip().height(), respite.atMost());
        } else if (step instanceof Plan.Fault fault) {
            note(fault);
            faults.cause(fault);
        }
    }

    private void awaitPublished(int height, Duration atMost) throws InterruptedException {
        Instant end = Instant.now().plus(atMost);
        while (watch.published() <= height && Instant.now().isBefore(end)) {
            pause(LOOK_AGAIN);
        }
    }

    private void mine(int blocks) {
        if (blocks > 0) {
            cluster.journal().tell(miner.mine(0, blocks));
        }
    }

    /** Lets the pipeline come, without any fault, to the node's tip, and the archive to the topic's end. */
    private void settle() {
        cluster.heal();
        say("No more faults");
        Instant end = endOfFaults.plus(SETTLE);
        KafkaClients clients = new KafkaClients(cluster.brokers(), Map.of());
        GroupProgress archive = new GroupProgress(clients, Cluster.TOPIC, Cluster.TOPIC + ".archive");
        try {
            // what the last to come back does wrong at its start is to be seen, too
            await("every process", end, () -> cluster.members().values().stream()
                    .allMatch(member -> member.isUpFor(QUIET)));
            await("the node's tip in the chain index", end, () -> endsWithTip());
            await("the archive", end, () -> hasReachedEnd(archive));
        } catch (ConditionTimeoutException e) {
            say(e.getMessage());
            unfinished.add("the pipeline did not come to rest after the last fault");
        }
    }

    private <T> T compare(String what, Instant end, Callable<T> comparison, T none) throws InterruptedException {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread daemon = new Thread(task, "comparison");
            daemon.setDaemon(true);
            return daemon;
        });
        try {
            return thread.submit(comparison).get(left(end).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            unfinished.add("%s could not be compared: %s".formatted(what, e));
            return none;
        } finally {
            thread.shutdownNow();
        }
    }

    private static Duration left(Instant end) {
        Duration left = Duration.between(Instant.now(), end);
        return left.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : left;
    }

    private boolean endsWithTip() {
        Map<String, String> index = new HashMap<>();
        CommittedRecords.of(cluster.brokers(), Cluster.TOPIC + ".chain")
                .forEach(entry -> index.put(
                        entry.key(), entry.value() == null ? "" : new String(entry.value(), StandardCharsets.UTF_8)));
        return miner.best().stream().allMatch(block -> index.getOrDefault(String.valueOf(block.height()), "")
                .contains(block.hash()));
    }

    private static boolean hasReachedEnd(GroupProgress archive) {
        try {
            return archive.hasReached(archive.end());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(String what, Instant end, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(left(end))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    tellProgress();
                    return condition.getAsBoolean();
                });
    }

    private void pause(Duration duration) throws InterruptedException {
        for (Instant end = Instant.now().plus(duration); Instant.now().isBefore(end); ) {
            Duration left = Duration.between(Instant.now(), end);
            Thread.sleep(Math.max(0, Math.min(left.toMillis(), LOOK_AGAIN.toMillis())));
            faults.goOn();
            tellProgress();
        }
    }

    private void tellProgress() {
        if (Duration.between(lastLine, Instant.now()).compareTo(BETWEEN_LINES) < 0) {
            return;
        }
        lastLine = Instant.now();
        int kills = cluster.members().values().stream().mapToInt(Member::kills).sum();
        int stops = cluster.members().values().stream().mapToInt(Member::stops).sum();
        int freezes =
                cluster.members().values().stream().mapToInt(Member::freezes).sum();
        say("%3d killed, %2d stopped, %2d frozen, %2d other faults, %2d reorgs | node %d, published %d, archived %d"
                .formatted(
                        kills,
                        stops,
                        freezes,
                        tally.faults(),
                        tally.reorgs().size(),
                        miner.tip().height(),
                        watch.published() - 1,
                        watch.archived() - 1));
    }

    private void say(String what) {
        Duration since = Duration.between(begin, Instant.now());
        System.out.printf("%02d:%02d  %s%n", since.toMinutes(), since.toSecondsPart(), what);
    }

    private void note(Plan.Step step) {
        try {
            Files.writeString(
                    cluster.logs().resolve("plan.log"),
                    LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + step + ", tip "
                            + miner.tip().height() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.delete(file);
            }
        }
    }
}
