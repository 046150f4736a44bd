package speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import pipeline.servers.JavaProcess;

/**
 * A pipeline that has run to its end, as a user runs it.
 *
 * @param start of its process
 * @param cpu of all its threads
 * @param heap the most that was in use, MB, as the garbage collector found it
 * @param pauses of the garbage collector, all together
 * @param left in use after each of them, MB
 */
record Run(Instant start, Duration cpu, long heap, Duration pauses, List<Long> left) {

    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final long LOOK_MILLIS = 50;
    private static final Pattern PAUSE = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) ([\\d.]+)ms");

    /** Runs the jar until it ends by itself, with status 0. */
    static Run of(int megabytes, Path folder, List<String> settings) throws IOException, InterruptedException {
        Path log = Files.createDirectories(folder).resolve("gc.log");
        Instant start = Instant.now();
        try (JavaProcess process = start(megabytes, folder, settings)) {
            Duration cpu = Duration.ZERO;
            Instant latest = start.plus(LONGEST);
            while (!process.process().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                assertThat(Instant.now()).as(process.output()).isBefore(latest);
                cpu = process.process().info().totalCpuDuration().orElse(cpu);
            }
            assertThat(process.process().exitValue()).as(process.output()).isZero();
            return of(start, cpu, collections(log));
        }
    }

    private static JavaProcess start(int megabytes, Path folder, List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                "-Xmx" + megabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:gc:file=" + folder.resolve("gc.log"),
                "-jar",
                Options.jar().toString(),
                "--console.port="));
        command.addAll(settings);
        command.addAll(1, Options.jvm());
        return JavaProcess.start("speed", folder, command);
    }

    /** What each quarter of the collections left, MB, by median: a heap that is leaked grows from one to the next. */
    List<Long> leftByQuarter() {
        return IntStream.range(0, 4)
                .mapToObj(quarter -> left.subList(left.size() * quarter / 4, left.size() * (quarter + 1) / 4))
                .filter(some -> !some.isEmpty())
                .map(some -> some.stream().sorted().toList().get(some.size() / 2))
                .toList();
    }

    private static List<Matcher> collections(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(PAUSE::matcher)
                .filter(Matcher::find)
                .toList();
    }

    private static Run of(Instant start, Duration cpu, List<Matcher> collections) {
        return new Run(
                start,
                cpu,
                collections.stream()
                        .mapToLong(pause -> Long.parseLong(pause.group(1)))
                        .max()
                        .orElse(0),
                Duration.ofMillis(Math.round(collections.stream()
                        .mapToDouble(pause -> Double.parseDouble(pause.group(3)))
                        .sum())),
                collections.stream()
                        .map(pause -> Long.parseLong(pause.group(2)))
                        .toList());
    }
}
