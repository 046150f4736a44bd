package chaos;

import chaos.Finding.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a campaign ended.
 *
 * @param took with the check
 * @param troubled how long there were faults
 * @param unfinished what the campaign itself did not come to
 * @param meanwhile files that a reader found torn or absent amid the faults
 * @param reads of whole files, amid the faults
 * @param logs of every process
 */
record Report(
        long seed,
        Sizes sizes,
        Duration took,
        Duration troubled,
        List<String> unfinished,
        Truth truth,
        List<Member> members,
        Tally tally,
        TopicAudit.Result topics,
        ArchiveAudit.Result archive,
        List<Finding> meanwhile,
        int reads,
        Path logs) {

    private static final int TOLD = 20;
    private static final int REORGS_AN_EVENT = 3;

    /** Why the campaign has failed; empty when it has not. */
    List<String> failures() {
        List<String> failures = new ArrayList<>(unfinished);
        findings().map(Finding::toString).limit(TOLD).forEach(failures::add);
        if (findings().count() > TOLD) {
            failures.add("and " + (findings().count() - TOLD) + " more");
        }
        topics.deadLetters().forEach(key -> failures.add("dead letter: " + key));
        members.stream()
                .filter(member -> member.isPipeline() && !member.ownEnds().isEmpty())
                .forEach(member -> failures.add(member.name() + " ended by itself, " + statuses(member)));
        members.stream()
                .filter(member -> member.isPipeline() && member.lateStops() > 0)
                .forEach(member -> failures.add(
                        "%s took more than 10 s to end after %d SIGTERM".formatted(member.name(), member.lateStops())));
        expectAtLeast(sizes.kills(), sum(Member::kills), "kills", failures);
        int others = sum(Member::freezes) + sum(Member::stops) + tally.faults();
        expectAtLeast(sizes.faults(), others, "other faults", failures);
        expectAtLeast(sizes.reorgs(), tally.reorgs().size(), "reorgs", failures);
        // one that comes while the last is not yet published is one with it
        int seen = (sizes.reorgs() + REORGS_AN_EVENT - 1) / REORGS_AN_EVENT;
        expectAtLeast(seen, topics.events(), "events of a reorg", failures);
        expectAtLeast(seen, topics.stale().size(), "published blocks that went stale", failures);
        expectAtLeast(1, reads, "reads amid the faults", failures);
        expectAtLeast(sizes.heights(), truth.best().size(), "heights", failures);
        return failures;
    }

    /** The table, for people. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        table.append("%nSeed %d: %s, %s of it with faults%n".formatted(seed, time(took), time(troubled)));
        table.append(
                "  %-12s %8s %8s %8s   %s%n".formatted("process", "kill -9", "SIGTERM", "frozen", "ended by itself"));
        for (Member member : members) {
            table.append("  %-12s %8d %8d %8d   %s%n"
                    .formatted(member.name(), member.kills(), member.stops(), member.freezes(), statuses(member)));
        }
        table.append("  %-12s %8d %8d %8d%n"
                .formatted("together", sum(Member::kills), sum(Member::stops), sum(Member::freezes)));
        line(table, "other faults", "%d: %s".formatted(tally.faults(), faults()));
        line(table, "reorgs", "%d, out→in %s".formatted(tally.reorgs().size(), reorgs()));
        line(table, "heights", "%d with %,d transactions".formatted(truth.best().size(), transactions()));
        line(
                table,
                "topic",
                "%d records, %d of stale blocks, %d events of a reorg"
                        .formatted(topics.records(), topics.stale().size(), topics.events()));
        line(
                table,
                "archive",
                "%d of %d orphans whole, %d canonical blocks beside them, %d leftovers, %,d reads amid the faults"
                        .formatted(
                                archive.orphans(),
                                topics.stale().size(),
                                archive.canonicalOrphans(),
                                archive.leftovers(),
                                reads));
        line(table, "dead letters", String.valueOf(topics.deadLetters().size()));
        line(table, "", "%8s %8s %8s %8s".formatted("missing", "doubled", "wrong", "torn"));
        line(table, "on topics", counts(topics.findings()));
        line(
                table,
                "in archive",
                counts(Stream.concat(archive.findings().stream(), meanwhile.stream())
                        .toList()));
        failures().forEach(failure -> line(table, "FAILED", failure));
        line(table, "logs", logs.toString());
        line(table, "repeat with", "mvn -P chaos verify " + sizes.options(seed));
        return table.toString();
    }

    private Stream<Finding> findings() {
        return Stream.of(topics.findings(), archive.findings(), meanwhile).flatMap(List::stream);
    }

    private static void expectAtLeast(int wanted, int found, String what, List<String> failures) {
        if (found < wanted) {
            failures.add("only %d of %d %s in the time there was (chaos.minutes)".formatted(found, wanted, what));
        }
    }

    private static void line(StringBuilder table, String name, String what) {
        table.append("  %-12s %s%n".formatted(name, what));
    }

    private static String statuses(Member member) {
        return member.ownEnds().isEmpty()
                ? "-"
                : member.ownEnds().stream().map(String::valueOf).collect(Collectors.joining(", ", "status ", ""));
    }

    private String faults() {
        return tally.byKind().entrySet().stream()
                .map(kind -> kind.getKey() + " " + kind.getValue())
                .collect(Collectors.joining(", "));
    }

    private String reorgs() {
        return tally.reorgs().stream()
                .map(reorg -> reorg.depth() + "→" + reorg.blocks())
                .collect(Collectors.joining(" "));
    }

    private int transactions() {
        return truth.best().stream().mapToInt(Mined::transactions).sum();
    }

    private int sum(ToIntFunction<Member> count) {
        return members.stream().mapToInt(count).sum();
    }

    private static String counts(List<Finding> findings) {
        return Stream.of(Kind.MISSING, Kind.DOUBLED, Kind.WRONG, Kind.TORN)
                .map(kind -> "%8d"
                        .formatted(findings.stream()
                                .filter(finding -> finding.kind() == kind)
                                .count()))
                .collect(Collectors.joining(" "));
    }

    private static String time(Duration duration) {
        return "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
