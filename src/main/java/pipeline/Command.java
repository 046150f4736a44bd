package pipeline;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something to run by its name on the command line.
 *
 * @param known what the command takes besides settings: {@code --repair}
 */
record Command(Set<String> known, Action action) {

    /** What a command does. */
    @FunctionalInterface
    interface Action {
        /**
         * @param flags those of the known ones that were given
         * @return the exit status
         */
        int run(Settings settings, Set<String> flags) throws Exception;
    }

    static Command of(Action action) {
        return new Command(Set.of(), action);
    }

    Set<String> flags(List<String> arguments) {
        return arguments.stream().filter(known::contains).collect(Collectors.toSet());
    }

    List<String> settings(List<String> arguments) {
        return arguments.stream().filter(argument -> !known.contains(argument)).toList();
    }
}
