package pipeline.tables;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import pipeline.chain.ChainIndex;
import pipeline.chain.HeightSpan;

/**
 * The days of the chain by the chain index alone.
 *
 * @param asked days; where none are given, all
 */
public record PublishedDays(ChainIndex index, DayRule rule, DayRange asked) {

    /**
     * What the index says now.
     *
     * @param due days that are final and whole, by date
     * @param obstacles of other days, for which somebody waits
     */
    record Plan(Map<LocalDate, DayBlocks> due, Map<LocalDate, String> obstacles) {}

    Plan plan() {
        index.refresh();
        Plan plan = new Plan(new TreeMap<>(), new TreeMap<>());
        List<ChainDay> days = ChainDays.of(index.times(), rule);
        days.stream().filter(day -> asked.contains(day.date())).forEach(day -> add(day, plan));

        LocalDate last =
                days.isEmpty() ? LocalDate.MIN : days.get(days.size() - 1).date();
        Stream.of(asked.from(), asked.to())
                .flatMap(Optional::stream)
                .filter(last::isBefore)
                .forEach(date -> plan.obstacles().put(date, "no block of it is published" + reorg()));
        return plan;
    }

    private void add(ChainDay day, Plan plan) {
        Optional<String> obstacle = obstacle(day);
        Optional<DayBlocks> blocks = blocks(day.date(), day.spans());
        if (obstacle.isEmpty() && blocks.isPresent()) {
            plan.due().put(day.date(), blocks.get());
            return;
        }
        if (isWaitedFor(day)) {
            plan.obstacles().put(day.date(), obstacle.orElse("its blocks are being replaced") + reorg());
        }
    }

    private Optional<String> obstacle(ChainDay day) {
        if (!day.isFinal()) {
            return Optional.of("it is not final yet (compact.confirmations=" + rule.confirmations() + ", compact.delay="
                    + rule.delay().toSeconds() + "s)");
        }
        return day.unpublished().isPresent()
                ? Optional.of("height " + day.unpublished().getAsInt() + ", which may belong to it, is not published")
                : Optional.empty();
    }

    /** Where nobody has asked, a day that goes on, and one amid which the archive begins, are as they should be. */
    private boolean isWaitedFor(ChainDay day) {
        return asked.isGiven()
                || day.isFinal()
                        && day.unpublished().orElse(Integer.MAX_VALUE)
                                > index.lowest().orElse(0);
    }

    private String reorg() {
        int height = index.staleHeights().nextSetBit(0);
        return height < 0 ? "" : "; a reorg is under way from height " + height + " on";
    }

    /** What is published of each day, whether it is final or not; not of one that a reorg is just taking blocks from. */
    Map<LocalDate, DayMark> marks() {
        index.refresh();
        Map<LocalDate, DayMark> marks = new TreeMap<>();
        for (ChainDay day : ChainDays.of(index.times(), rule)) {
            blocks(day.date(), day.spans()).ifPresent(blocks -> marks.put(day.date(), blocks.mark()));
        }
        return marks;
    }

    boolean isCanonical(DayBlocks day) {
        index.refresh();
        return blocks(day.date(), day.spans()).equals(Optional.of(day));
    }

    /** Empty while a reorg goes on below. */
    private Optional<DayBlocks> blocks(LocalDate date, List<HeightSpan> spans) {
        DayMark.Digest digest = new DayMark.Digest();
        for (HeightSpan span : spans) {
            for (int height = span.from(); height <= span.to(); height++) {
                Optional<String> hash = index.hashAt(height);
                if (hash.isEmpty()) {
                    return Optional.empty();
                }
                digest.add(hash.get());
            }
        }
        return Optional.of(new DayBlocks(date, spans, digest.mark()));
    }
}
