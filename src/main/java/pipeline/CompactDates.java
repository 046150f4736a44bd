package pipeline;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pipeline.tables.DayRange;

/** The dates that {@code compact} takes. */
final class CompactDates {

    private static final String FROM = "--from-date=";
    private static final String TO = "--to-date=";

    static final Set<String> OPTIONS = Set.of(FROM, TO);

    private CompactDates() {}

    /** @throws SettingsException when a date is none, or the days end before they begin */
    static DayRange read(Collection<String> options) throws SettingsException {
        DayRange range = new DayRange(date(FROM, options), date(TO, options));
        if (range.from().isPresent()
                && range.to().stream().anyMatch(range.from().get()::isAfter)) {
            throw new SettingsException(List.of(
                    FROM + range.from().get() + " is after " + TO + range.to().get()));
        }
        return range;
    }

    private static Optional<LocalDate> date(String option, Collection<String> options) throws SettingsException {
        Optional<String> given = options.stream()
                .filter(argument -> argument.startsWith(option))
                .reduce((earlier, later) -> later)
                .map(argument -> argument.substring(option.length()));
        try {
            return given.map(LocalDate::parse);
        } catch (DateTimeException e) {
            throw new SettingsException(List.of(option + given.get() + ": not a date such as 2024-04-20"));
        }
    }
}
