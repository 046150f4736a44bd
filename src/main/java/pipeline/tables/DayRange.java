package pipeline.tables;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The days asked for, both inclusive.
 *
 * @param from empty for the first there is
 * @param to empty for the last there is
 */
public record DayRange(Optional<LocalDate> from, Optional<LocalDate> to) {

    public static final DayRange ALL = new DayRange(Optional.empty(), Optional.empty());

    /** Whether somebody has asked for these very days. */
    boolean isGiven() {
        return from.isPresent() || to.isPresent();
    }

    boolean contains(LocalDate date) {
        return from.stream().noneMatch(date::isBefore) && to.stream().noneMatch(date::isAfter);
    }
}
