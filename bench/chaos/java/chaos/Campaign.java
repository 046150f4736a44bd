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
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import pipeline.CommittedRecords;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;

/** Runs the processes while a {@link Plan} happens to them, lets them come to rest, and has what they left compared. */
final class Campaign {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration SETTLE = Duration.ofMinutes(4);
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final long seed;
    private final Sizes sizes;
    private final Path directory;
    private final Miner miner;
    private final Tally tally = new Tally();
    private final Instant begin = Instant.now();
    private Instant lastLine = begin;
    private Cluster cluster;
    private Watch watch;

    private Campaign(long seed, Sizes sizes) {
        this.seed = seed;
        this.sizes = sizes;
        this.directory = Path.of("target/chaos/seed-" + seed);
        this.miner = new Miner(seed);
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
        try (Cluster running = cluster;
                Watch watching = new Watch(cluster)) {
            watch = watching;
            running.start();
            say("seed %d, %s, logs in %s".formatted(seed, rest ? "REST" : "RPC", cluster.logs()));
            await("the first file", START, () -> watch.archived() > 0);
            cause(Plan.of(
                    seed,
                    sizes,
                    List.copyOf(cluster.members().keySet()),
                    sizes.heights() - miner.tip().height()));
            Duration troubled = Duration.between(begin, Instant.now());
            boolean settled = settle();
            Truth truth = new Truth(miner.best(), miner.known(), miner.tips(), rest);
            say("Comparing %d heights".formatted(truth.best().size()));
            TopicAudit.Result topics = TopicAudit.of(cluster.brokers(), truth);
            ArchiveAudit.Result archive = ArchiveAudit.of(cluster.web(), truth, topics.stale());
            return new Report(
                    seed,
                    sizes,
                    Duration.between(begin, Instant.now()),
                    troubled,
                    settled,
                    truth,
                    List.copyOf(cluster.members().values()),
                    tally,
                    topics,
                    archive,
                    watch.torn(),
                    cluster.logs());
        }
    }

    private void cause(List<Plan.Step> steps) throws InterruptedException {
        Instant end = begin.plus(Duration.ofMinutes(sizes.minutes()));
        for (Plan.Step step : steps) {
            if (Instant.now().isAfter(end)) {
                say("%d minutes are over".formatted(sizes.minutes()));
                return;
            }
            if (step instanceof Plan.Pause pause) {
                pause(pause.duration());
            } else {
                note(step);
                happen(step);
            }
        }
        if (miner.tip().height() < sizes.heights()) {
            cluster.journal().tell(miner.mine(0, sizes.heights() - miner.tip().height()));
        }
    }

    private void happen(Plan.Step step) throws InterruptedException {
        Map<String, Member> members = cluster.members();
        Map<String, Link> links = cluster.links();
        if (step instanceof Plan.Mine mine) {
            cluster.journal().tell(miner.mine(0, mine.blocks()));
        } else if (step instanceof Plan.Reorg reorg) {
            cluster.journal().tell(miner.mine(reorg.depth(), reorg.blocks()));
            tally.reorg(reorg);
        } else if (step instanceof Plan.Kill kill) {
            untilItLives(() -> members.get(kill.member()).kill(kill.downFor()));
        } else if (step instanceof Plan.Freeze freeze) {
            untilItLives(() -> members.get(freeze.member()).freeze(freeze.duration()));
        } else if (step instanceof Plan.Cut cut) {
            links.get(cut.link()).cut(cut.duration());
            tally.count("cut off from " + cut.link());
        } else if (step instanceof Plan.Slow slow) {
            links.get(slow.link()).slow(slow.by(), slow.duration());
            tally.count("slow " + slow.link());
        } else if (step instanceof Plan.Disturb disturb) {
            members.get("node")
                    .say(disturb.disturbance() + " " + disturb.duration().toMillis());
            tally.count(disturb.disturbance().label());
        }
    }

    /** Who has just been killed is back within seconds. */
    private void untilItLives(BooleanSupplier happens) throws InterruptedException {
        while (!happens.getAsBoolean()) {
            pause(LOOK_AGAIN);
        }
    }

    /** Whether, without any fault, the pipeline has come to the node's tip and the archive to the topic's end. */
    private boolean settle() {
        cluster.heal();
        say("No more faults");
        KafkaClients clients = new KafkaClients(cluster.brokers(), Map.of());
        GroupProgress archive = new GroupProgress(clients, Cluster.TOPIC, Cluster.TOPIC + ".archive");
        try {
            // what the last to come back does wrong at its start is to be seen, too
            await("every process", SETTLE, () -> cluster.members().values().stream()
                    .allMatch(member -> member.isUpFor(QUIET)));
            await("the node's tip in the chain index", SETTLE, () -> endsWithTip());
            await("the archive", SETTLE, () -> hasReachedEnd(archive));
            return true;
        } catch (ConditionTimeoutException e) {
            say(e.getMessage());
            return false;
        }
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

    private void await(String what, Duration atMost, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(atMost)
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
            Thread.sleep(Math.max(0, Math.min(left.toMillis(), 1_000)));
            tellProgress();
        }
    }

    private void tellProgress() {
        if (Duration.between(lastLine, Instant.now()).compareTo(BETWEEN_LINES) < 0) {
            return;
        }
        lastLine = Instant.now();
        int kills = cluster.members().values().stream().mapToInt(Member::kills).sum();
        int freezes =
                cluster.members().values().stream().mapToInt(Member::freezes).sum();
        say("%3d killed, %2d frozen, %2d other faults, %2d reorgs | node %d, published %d, archived %d"
                .formatted(
                        kills,
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
