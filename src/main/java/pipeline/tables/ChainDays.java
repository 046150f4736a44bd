package pipeline.tables;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import pipeline.chain.HeightSpan;
import pipeline.chain.HeightTimes;

/** Finds the days of a chain by the times of its blocks alone. */
final class ChainDays {

    private static final long DAY = Duration.ofDays(1).toSeconds();

    /**
     * How long before a day the median time of a block must be for those below it to be none of the day's: a block's time may be
     * two hours ahead, and the median time is about one behind; the rest is for slow blocks.
     */
    private static final long AHEAD = Duration.ofHours(6).toSeconds();

    private final HeightTimes times;
    private final DayRule rule;
    private int end;

    private ChainDays(HeightTimes times, DayRule rule) {
        this.times = times;
        this.rule = rule;
        this.end = times.next(0);
    }

    /** All days that have a published block, in order. */
    static List<ChainDay> of(HeightTimes times, DayRule rule) {
        ChainDays days = new ChainDays(times, rule);
        List<ChainDay> found = new ArrayList<>();
        spans(times).forEach((day, spans) -> found.add(days.day(day, spans)));
        return found;
    }

    /** Heights by day, counted from 1970. */
    private static Map<Long, List<HeightSpan>> spans(HeightTimes times) {
        Map<Long, List<HeightSpan>> spans = new TreeMap<>();
        for (int height = times.next(0); height >= 0; height = times.next(height + 1)) {
            List<HeightSpan> ofDay = spans.computeIfAbsent(times.at(height) / DAY, day -> new ArrayList<>());
            HeightSpan last = ofDay.isEmpty() ? null : ofDay.get(ofDay.size() - 1);
            if (last != null && last.to() == height - 1) {
                ofDay.set(ofDay.size() - 1, new HeightSpan(last.from(), height));
            } else {
                ofDay.add(new HeightSpan(height, height));
            }
        }
        return spans;
    }

    /** To be asked in the order of days: median times never go back, so neither does the search. */
    private ChainDay day(long day, List<HeightSpan> spans) {
        LocalDate date = LocalDate.ofEpochDay(day);
        long past = (day + 1) * DAY + rule.delay().toSeconds();
        while (end >= 0 && isBefore(times.medianAt(end), past)) {
            end = times.next(end + 1);
        }
        boolean isFinal = end >= 0 && times.highest() - end >= rule.confirmations();
        return new ChainDay(date, spans, isFinal, isFinal ? unpublished(day, spans) : OptionalInt.empty());
    }

    private OptionalInt unpublished(long day, List<HeightSpan> spans) {
        int start = times.startOfRun(end);
        boolean beginsBefore = start == 0 || isBefore(times.medianAt(start + 10), day * DAY - AHEAD);
        boolean hasAll = start <= spans.get(0).from() && beginsBefore;
        return hasAll ? OptionalInt.empty() : OptionalInt.of(start - 1);
    }

    private static boolean isBefore(OptionalLong median, long time) {
        return median.isEmpty() || median.getAsLong() < time;
    }
}
