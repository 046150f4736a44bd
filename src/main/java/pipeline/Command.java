package pipeline;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something to run by its name on the command line.
 *
 * @param known what the command takes besides settings: {@code --repair}, or with a value {@code --from-date=}
 */
record Command(Set<String> known, Action action) {

    /** What a command does. */
    @FunctionalInterface
    interface Action {
        /**
         * @param options those of the known ones that were given
         * @return the exit status
         */
        int run(Settings settings, Set<String> options) throws Exception;
    }

    static Command of(Action action) {
        return new Command(Set.of(), action);
    }

    Set<String> options(List<String> arguments) {
        return arguments.stream().filter(this::knows).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<String> settings(List<String> arguments) {
        return arguments.stream().filter(argument -> !knows(argument)).toList();
    }

    private boolean knows(String argument) {
        return known.contains(argument.replaceFirst("=.*", "="));
    }
}
