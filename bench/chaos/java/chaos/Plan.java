package chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What is to happen in a campaign, in order: the same for the same seed and sizes. */
final class Plan {

    private static final int DEEPEST_REORG = 20;

    /** Blocks that go where fewer come: so many that those mined in the next seconds do not make up for them. */
    private static final int SHALLOWEST_LOSS = 8;

    private static final List<String> SERVERS = List.of("node", "broker", "namenode", "datanode");
    private static final List<String> LINKS = List.of("node", "broker", "namenode", "datanode");

    /** Blocks that are on their way into the archive when they go. */
    private static final int SHALLOWEST_AMID_WRITING = 4;

    /** In so many kills there is one of two processes at once. */
    private static final int KILLS_A_PAIR = 10;

    /** Who is killed together: a process of the pipeline, of which there may be more, and a server amid its work for it. */
    private static final List<List<String>> PAIRS = List.of(
            List.of("ingest", "broker"),
            List.of("archive", "namenode"),
            List.of("archive", "broker"),
            List.of("ingest", "node"),
            List.of("archive", "datanode"));

    /** Of six other faults two freeze a process, one is in a link, two in what the node answers, one is a SIGTERM. */
    private static final int FAULT_KINDS = 6;

    /** One in so many is a freeze that outlasts the patience of the clients for a request; see {@link #longFreeze}. */
    private static final int FAULTS_A_LONG_FREEZE = 13;

    private static final int LONG_FREEZES = 3;

    /** After so many events in a row the pipeline is left alone for a while, so that there is something to harm again. */
    private static final int EVENTS_IN_A_ROW = 8;

    /** Of a server, in milliseconds. */
    private static final int LONGEST_SHORT_FREEZE = 14_000;

    private static final Duration RESPITE = Duration.ofSeconds(45);

    private final Random random;
    private final List<String> members;

    /** The pipeline's first. */
    private final List<String> toStop;

    private Plan(long seed, List<String> members) {
        this.random = new Random(seed);
        this.members = new ArrayList<>(members);
        Collections.shuffle(this.members, random);
        toStop = new ArrayList<>(this.members);
        toStop.sort(Comparator.comparing(SERVERS::contains));
    }

    /** Something that happens at a moment. */
    sealed interface Step {}

    /** A step that harms somebody, and that has to be taken again if it did not. */
    sealed interface Fault extends Step {}

    /** Blocks are mined on the node's tip. */
    record Mine(int blocks) implements Step {}

    /** So many blocks of the tip are left for others; fewer come where an operator has invalidated them. */
    record Reorg(int depth, int blocks) implements Step {}

    /** One process, or several at the same moment. */
    record Kill(List<String> members, Duration downFor) implements Fault {}

    /** A SIGTERM. */
    record Stop(String member, Duration downFor) implements Fault {}

    record Freeze(String member, Duration duration) implements Fault {}

    record Cut(String link, Duration duration) implements Fault {}

    record Slow(String link, Duration by, Duration duration) implements Fault {}

    record Disturb(Disturbance disturbance, Duration duration) implements Fault {}

    record Pause(Duration duration) implements Step {}

    /** Until the node's blocks are published, and no longer than this. */
    record Respite(Duration atMost) implements Step {}

    /**
     * @param members names of all processes
     * @param blocks to be mined in all
     */
    static List<Step> of(long seed, Sizes sizes, List<String> members, int blocks) {
        return new Plan(seed, members).steps(sizes, blocks);
    }

    private List<Step> steps(Sizes sizes, int blocks) {
        List<Fault> events = new ArrayList<>(kills(sizes.kills()));
        for (int index = 0; index < sizes.faults(); index++) {
            events.add(fault(index));
        }
        Collections.shuffle(events, random);
        List<Reorg> reorgs = new ArrayList<>();
        for (int index = 0; index < sizes.reorgs(); index++) {
            reorgs.add(reorg(index));
        }
        return paced(events, reorgs, blocks);
    }

    /** Each in its turn, so that a short campaign meets all. */
    private static String next(List<String> names, int index) {
        return names.get(index % names.size());
    }

    private List<Kill> kills(int count) {
        List<Kill> kills = new ArrayList<>();
        int pairs = count / KILLS_A_PAIR;
        for (int index = 0; index < pairs; index++) {
            List<String> pair = PAIRS.get(index % PAIRS.size());
            String member = next(named(pair.get(0)), index / PAIRS.size());
            kills.add(new Kill(List.of(member, pair.get(1)), between(0, 3_000)));
        }
        for (int index = 0; index < count - 2 * pairs; index++) {
            kills.add(new Kill(List.of(next(members, index)), between(0, 3_000)));
        }
        return kills;
    }

    /** All processes of a role. */
    private List<String> named(String role) {
        return members.stream().filter(name -> name.startsWith(role)).toList();
    }

    private Fault fault(int index) {
        if (index % FAULTS_A_LONG_FREEZE == FAULTS_A_LONG_FREEZE - 1) {
            return longFreeze(index / FAULTS_A_LONG_FREEZE);
        }
        int round = index / FAULT_KINDS;
        return switch (index % FAULT_KINDS) {
            case 0 -> freeze(next(members, 2 * round));
            case 1 -> disturb(2 * round);
            case 2 ->
                round % 2 == 0
                        ? new Cut(next(LINKS, round / 2), between(0, 4_000))
                        : new Slow(next(LINKS, round / 2), between(100, 1_500), between(2_000, 8_000));
            case 3 -> freeze(next(members, 2 * round + 1));
            case 4 -> disturb(2 * round + 1);
            default -> new Stop(next(toStop, round), between(0, 3_000));
        };
    }

    /**
     * One who publishes, or stands by, beyond the 30 s of a transaction; the node beyond the 60 s that an answer may take; the
     * broker beyond the 30 s that a request may take.
     */
    private Freeze longFreeze(int index) {
        return switch (index % LONG_FREEZES) {
            case 0 -> new Freeze(next(named("ingest"), index / LONG_FREEZES), between(31_000, 36_000));
            case 1 -> new Freeze("node", between(68_000, 72_000));
            default -> new Freeze("broker", between(33_000, 38_000));
        };
    }

    /** Whether its clients have to live on until they lose their patience. */
    private static boolean isLong(Fault fault) {
        return fault instanceof Freeze freeze
                && SERVERS.contains(freeze.member())
                && freeze.duration().toMillis() > LONGEST_SHORT_FREEZE;
    }

    /** Mostly servers beyond the 8 s after which a client gives up, the pipeline's processes beyond their session's 10 s. */
    private Freeze freeze(String member) {
        boolean isShort = random.nextInt(3) == 0;
        if (SERVERS.contains(member)) {
            return new Freeze(member, isShort ? between(2_000, 7_000) : between(9_000, LONGEST_SHORT_FREEZE));
        }
        return new Freeze(member, isShort ? between(2_000, 9_000) : between(11_000, 20_000));
    }

    private Disturb disturb(int index) {
        Disturbance[] all = Disturbance.values();
        return new Disturb(all[index % all.length], between(1_000, 6_000));
    }

    /** The first is the deepest; every fifth, from the third on, ends lower than it began. */
    private Reorg reorg(int index) {
        int depth = index == 0 ? DEEPEST_REORG : 1 + random.nextInt(DEEPEST_REORG);
        if (index % 2 == 1) {
            depth = Math.max(SHALLOWEST_AMID_WRITING, depth);
        }
        if (index % 5 == 2) {
            depth = Math.max(SHALLOWEST_LOSS, depth);
            return new Reorg(depth, 1 + random.nextInt(depth / 2));
        }
        return new Reorg(depth, depth + 1 + random.nextInt(3));
    }

    /**
     * Blocks and pauses between the events. Reorgs come in turn after a respite, when most of what they take away is
     * published, and right behind an event, while a process that archives is frozen over the blocks that go.
     */
    private List<Step> paced(List<Fault> events, List<Reorg> reorgs, int blocks) {
        List<Step> steps = new ArrayList<>();
        int told = 0;
        int mined = 0;
        for (int index = 0; index < events.size(); index++) {
            int minedThen = blocks * (index + 1) / events.size();
            int first = random.nextInt(minedThen - mined + 1);
            mine(first, steps);
            steps.add(new Pause(between(200, 2_000)));
            mine(minedThen - mined - first, steps);
            mined = minedThen;
            addFault(events.get(index), steps);
            boolean respite = index % EVENTS_IN_A_ROW == EVENTS_IN_A_ROW - 1;
            int due = Math.min(reorgs.size(), (index + 1) * (reorgs.size() + 1) / events.size());
            // every second one waits for a respite, as long as the next is not due as well
            if (!respite && told < due - (told + 1) % 2) {
                addAmidWriting(reorgs.get(told++), steps);
            }
            steps.add(respite ? new Respite(RESPITE) : new Pause(between(200, 2_000)));
            if (respite && told < due) {
                steps.add(reorgs.get(told++));
            }
        }
        steps.addAll(reorgs.subList(told, reorgs.size()));
        return steps;
    }

    /** Blocks are on their way when a server hangs for long, and who waits for it is left alone. */
    private static void addFault(Fault fault, List<Step> steps) {
        if (isLong(fault)) {
            steps.add(new Mine(SHALLOWEST_AMID_WRITING));
        }
        steps.add(fault);
        if (isLong(fault)) {
            steps.add(new Pause(((Freeze) fault).duration()));
        }
    }

    /** Who wakes up with a stale block half written, and finds its work done by another, must not undo that. */
    private void addAmidWriting(Reorg reorg, List<Step> steps) {
        steps.add(new Mine(SHALLOWEST_AMID_WRITING));
        steps.add(new Pause(between(300, 1_300)));
        List<String> archives = named("archive");
        steps.add(new Freeze(archives.get(random.nextInt(archives.size())), between(12_000, 16_000)));
        steps.add(reorg);
    }

    private static void mine(int blocks, List<Step> steps) {
        if (blocks > 0) {
            steps.add(new Mine(blocks));
        }
    }

    private Duration between(int from, int to) {
        return Duration.ofMillis(random.nextInt(from, to));
    }
}
