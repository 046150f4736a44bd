package pipeline;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import pipeline.tables.DayRange;

/**
 * The arguments of {@code compact}: dates, and settings as ever.
 *
 * @param settings what is left of the arguments
 */
record CompactDates(DayRange range, List<String> settings) {

    private static final String FROM = "--from-date=";
    private static final String TO = "--to-date=";

    /** @throws SettingsException when a date is none, or the days end before they begin */
    static CompactDates read(List<String> arguments) throws SettingsException {
        DayRange range = new DayRange(date(FROM, arguments), date(TO, arguments));
        if (range.from().isPresent()
                && range.to().stream().anyMatch(range.from().get()::isAfter)) {
            throw new SettingsException(List.of(
                    FROM + range.from().get() + " is after " + TO + range.to().get()));
        }
        return new CompactDates(
                range,
                arguments.stream()
                        .filter(argument -> !argument.startsWith(FROM) && !argument.startsWith(TO))
                        .toList());
    }

    private static Optional<LocalDate> date(String option, List<String> arguments) throws SettingsException {
        Optional<String> given = arguments.stream()
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
