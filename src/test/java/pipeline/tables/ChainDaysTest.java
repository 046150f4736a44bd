package pipeline.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import pipeline.chain.HeightSpan;
import pipeline.chain.HeightTimes;

class ChainDaysTest {

    private static final long START = Instant.parse("2024-04-20T00:00:00Z").getEpochSecond();
    private static final LocalDate FIRST = LocalDate.parse("2024-04-20");
    private static final LocalDate SECOND = FIRST.plusDays(1);

    private final HeightTimes times = new HeightTimes();

    @Test
    void a_day_is_final_once_a_median_time_is_past_its_end_and_deep_enough() {
        mine(0, 149);
        // the median of 149 and the ten before is the time of 144, the first of the next day
        assertThat(day(FIRST, 0).isFinal()).isTrue();
        assertThat(day(FIRST, 1).isFinal()).isFalse();
        mine(150, 150);
        assertThat(day(FIRST, 1).isFinal()).isTrue();
        assertThat(day(SECOND, 0).isFinal()).isFalse();
    }

    @Test
    void the_delay_is_waited_for_in_median_time() {
        mine(0, 154);
        assertThat(day(FIRST, new DayRule(0, Duration.ofMinutes(50))).isFinal()).isTrue();
        assertThat(day(FIRST, new DayRule(0, Duration.ofMinutes(51))).isFinal()).isFalse();
    }

    @Test
    void a_day_has_the_blocks_of_its_times_wherever_they_stand() {
        mine(0, 160);
        // miners disagree by an hour around midnight
        times.put(140, START + Duration.ofHours(24).toSeconds());
        times.put(147, START + Duration.ofHours(24).toSeconds() - 1);
        assertThat(day(FIRST, 0).spans())
                .containsExactly(new HeightSpan(0, 139), new HeightSpan(141, 143), new HeightSpan(147, 147));
        assertThat(day(SECOND, 0).spans())
                .containsExactly(new HeightSpan(140, 140), new HeightSpan(144, 146), new HeightSpan(148, 160));
    }

    @Test
    void a_day_with_a_gap_is_not_whole_and_others_are() {
        mine(0, 49);
        mine(51, 330);
        assertThat(day(FIRST, 0).unpublished()).isEqualTo(OptionalInt.of(50));
        assertThat(day(SECOND, 0).isFinal()).isTrue();
        assertThat(day(SECOND, 0).unpublished()).isEmpty();
    }

    @Test
    void a_chain_that_begins_in_the_middle_of_a_day_leaves_it_out() {
        mine(50, 330);
        assertThat(day(FIRST, 0).unpublished()).isEqualTo(OptionalInt.of(49));
        assertThat(day(SECOND, 0).unpublished()).isEmpty();
    }

    @Test
    void times_beyond_2038_are_unsigned() {
        HeightTimes late = new HeightTimes();
        late.put(0, 4_000_000_000L);
        assertThat(late.at(0)).isEqualTo(4_000_000_000L);
        assertThat(late.medianAt(0)).hasValue(4_000_000_000L);
    }

    /** A block every ten minutes, 144 a day. */
    private void mine(int from, int to) {
        for (int height = from; height <= to; height++) {
            times.put(height, START + 600L * height);
        }
    }

    private ChainDay day(LocalDate date, int confirmations) {
        return day(date, new DayRule(confirmations, Duration.ZERO));
    }

    private ChainDay day(LocalDate date, DayRule rule) {
        for (ChainDay day : ChainDays.of(times, rule)) {
            if (day.date().equals(date)) {
                return day;
            }
        }
        throw new AssertionError("No block of " + date);
    }
}
