package speed;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** What a measurement is told by system properties. */
final class Options {

    private Options() {}

    /** The file of blocks. */
    static Path blocks() {
        return Path.of(System.getProperty("bench.blocks", "../shared/bench/regtest-big.blk"))
                .toAbsolutePath();
    }

    /** A real node to measure with; empty for one that serves the file's blocks from memory. */
    static Optional<String> node() {
        return Optional.ofNullable(System.getProperty("bench.node"));
    }

    /** The lowest height that is copied, of a real node. */
    static int from() {
        return Integer.getInteger("bench.from", 0);
    }

    /** What is measured. */
    static Path jar() {
        return Path.of(System.getProperty("bench.jar", "target/camel-pipeline.jar"))
                .toAbsolutePath();
    }

    /** How often each stage is measured. */
    static int rounds() {
        return Integer.getInteger("bench.rounds", 3);
    }

    /** The stages to measure, by their names; all without any. */
    static Predicate<String> stages() {
        List<String> wanted = words(System.getProperty("bench.stages", ""), ",");
        return name -> wanted.isEmpty() || wanted.contains(name);
    }

    /** Options of the measured JVM besides, such as a profiler's. */
    static List<String> jvm() {
        return words(System.getProperty("bench.jvm", ""), " ");
    }

    /** Settings of the pipeline besides, such as {@code --fetch.parallelism=2}. */
    static List<String> settings() {
        return words(System.getProperty("bench.settings", ""), " ");
    }

    /** The most memory for its objects, MB. */
    static int heap(int usual) {
        return Integer.getInteger("bench.heap", usual);
    }

    /** How many blocks a stage is measured with: {@code -Dbench.blocks.ingest=2000}. */
    static int blocks(String stage, int usual) {
        return Integer.getInteger("bench.blocks." + stage.toLowerCase(Locale.ROOT), usual);
    }

    private static List<String> words(String text, String separator) {
        return Arrays.stream(text.split(separator))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
