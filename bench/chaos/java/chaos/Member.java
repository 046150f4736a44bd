package chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import pipeline.servers.JavaProcess;

/** One of the processes, under a supervisor that starts it again however it ends. All its starts write to one log. */
final class Member {

    private static final Duration RESTART = Duration.ofSeconds(1);

    /** What is promised of the pipeline's processes. */
    private static final Duration STOP = Duration.ofSeconds(10);

    /** Exit statuses of a JVM after a SIGTERM, the last where it had to be killed. */
    private static final List<Integer> STOPPED = List.of(0, 143, 137);

    private final String name;
    private final Path directory;
    private final Path log;
    private final List<String> command;
    private final ScheduledExecutorService timer;
    private final List<Integer> ownEnds = new ArrayList<>();
    private Process process;
    private Duration restartAfter = RESTART;
    /** What ends it just now; null while nobody does. */
    private String signal;

    private boolean frozen;
    private boolean closed;
    private int kills;
    private int stops;
    private int lateStops;
    private int freezes;

    /**
     * @param arguments what follows {@code java} on the command line
     * @param timer starts it again
     */
    Member(String name, Path directory, Path logs, List<String> arguments, ScheduledExecutorService timer) {
        this.name = name;
        this.directory = directory;
        this.log = logs.resolve(name + ".log");
        this.command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError"));
        this.command.addAll(arguments);
        this.timer = timer;
    }

    String name() {
        return name;
    }

    /** Whether it is one of those that are tried, not a server. */
    boolean isPipeline() {
        return command.contains("-jar");
    }

    /** Whether it has been up for so long without a fault. */
    synchronized boolean isUpFor(Duration time) {
        return canBeHarmed()
                && process.info()
                        .startInstant()
                        .filter(start -> start.plus(time).isBefore(Instant.now()))
                        .isPresent();
    }

    /** How often it was killed. */
    synchronized int kills() {
        return kills;
    }

    /** How often it has ended after a SIGTERM. */
    synchronized int stops() {
        return stops;
    }

    /** How often that took more than 10 s. */
    synchronized int lateStops() {
        return lateStops;
    }

    /** How often it was frozen for as long as was asked. */
    synchronized int freezes() {
        return freezes;
    }

    synchronized boolean isFrozen() {
        return frozen;
    }

    /** Whether it is there, not about to end, and not frozen. */
    synchronized boolean canBeHarmed() {
        return process != null && signal == null && !frozen && process.isAlive();
    }

    /** Exit statuses of those of its ends that nobody caused. */
    synchronized List<Integer> ownEnds() {
        return List.copyOf(ownEnds);
    }

    synchronized void start() {
        if (closed) {
            return;
        }
        try {
            Files.createDirectories(directory);
            note("start");
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            signal = null;
            process.onExit().thenAccept(this::supervise);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; false when there is nothing to harm just now. */
    synchronized boolean kill(Duration downFor) {
        if (!canBeHarmed()) {
            return false;
        }
        end("kill -9", downFor);
        process.destroyForcibly();
        return true;
    }

    /** SIGTERM, and SIGKILL for who takes too long; false when there is nothing to harm just now. */
    synchronized boolean stop(Duration downFor) {
        if (!canBeHarmed()) {
            return false;
        }
        end("SIGTERM", downFor);
        Process stopped = process;
        stopped.destroy();
        timer.schedule(() -> stopLate(stopped), STOP.toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }

    /** SIGSTOP, and SIGCONT when the time is over; false when there is nothing to harm just now. */
    synchronized boolean freeze(Duration duration) {
        if (!canBeHarmed()) {
            return false;
        }
        frozen = true;
        note("frozen for " + duration);
        JavaProcess.signal("STOP", process);
        timer.schedule(this::thawInTime, duration.toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }

    /** Writes a line to its standard input; false when there is nobody to read it just now. */
    synchronized boolean say(String line) {
        if (!canBeHarmed()) {
            return false;
        }
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            return true;
        } catch (IOException dead) {
            return false;
        }
    }

    /** Goes on if it is frozen; a freeze that is cut short is none. */
    synchronized void thaw() {
        if (frozen) {
            frozen = false;
            JavaProcess.signal("CONT", process);
        }
    }

    /** The end: killed, and not started again. */
    synchronized void close() {
        closed = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void end(String by, Duration downFor) {
        signal = by;
        restartAfter = downFor;
        note(by);
    }

    private synchronized void thawInTime() {
        if (frozen && !closed) {
            thaw();
            freezes++;
        }
    }

    private synchronized void stopLate(Process stopped) {
        if (stopped.isAlive() && !closed) {
            lateStops++;
            note("still there %d s after a SIGTERM".formatted(STOP.toSeconds()));
            stopped.destroyForcibly();
        }
    }

    private synchronized void supervise(Process ended) {
        if (closed) {
            return;
        }
        count(ended.exitValue());
        Duration pause = signal == null ? RESTART : restartAfter;
        timer.schedule(this::start, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void count(int status) {
        if ("kill -9".equals(signal)) {
            kills++;
            return;
        }
        if (signal != null && STOPPED.contains(status)) {
            stops++;
            return;
        }
        ownEnds.add(status);
        note("ended by itself with status " + status);
    }

    private void note(String what) {
        String line = "%n--- %s %s ---%n".formatted(LocalTime.now().truncatedTo(ChronoUnit.MILLIS), what);
        try {
            Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
