package chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a node has done to requests: a line a hit, in a file that outlives it. */
final class Hits {

    private final Path file;
    private final Map<String, Integer> counts = new HashMap<>();

    /** Goes on where an earlier process ended. */
    Hits(Path file) {
        this.file = file;
        lines(file).forEach(line -> counts.merge(line, 1, Integer::sum));
    }

    /** Notes one more, unless there have been as many; false when there have. */
    synchronized boolean note(String what, int atMost) {
        if (counts.getOrDefault(what, 0) >= atMost) {
            return false;
        }
        counts.merge(what, 1, Integer::sum);
        try {
            Files.writeString(file, what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /** How often something was noted, as a process beside the node sees it. */
    static int count(Path file, String what) {
        return Collections.frequency(lines(file), what);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
