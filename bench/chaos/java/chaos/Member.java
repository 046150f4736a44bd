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

/** One of the processes, under a supervisor that starts it again however it ends. All its starts write to one log. */
final class Member {

    private static final Duration RESTART = Duration.ofSeconds(1);

    private final String name;
    private final Path directory;
    private final Path log;
    private final List<String> command;
    private final ScheduledExecutorService timer;
    private final List<Integer> ownEnds = new ArrayList<>();
    private Process process;
    private Duration restartAfter = RESTART;
    private boolean killed;
    private boolean closed;
    private int kills;
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
        return process != null
                && process.isAlive()
                && process.info()
                        .startInstant()
                        .filter(start -> start.plus(time).isBefore(Instant.now()))
                        .isPresent();
    }

    /** How often it was killed, frozen. */
    synchronized int kills() {
        return kills;
    }

    synchronized int freezes() {
        return freezes;
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
            killed = false;
            process.onExit().thenAccept(this::supervise);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; false when there is nothing to kill just now. */
    synchronized boolean kill(Duration downFor) {
        if (process == null || killed || !process.isAlive()) {
            return false;
        }
        killed = true;
        restartAfter = downFor;
        kills++;
        note("kill -9");
        process.destroyForcibly();
        return true;
    }

    /** SIGSTOP, and SIGCONT when the time is over; false when there is nothing to freeze just now. */
    synchronized boolean freeze(Duration duration) {
        if (process == null || killed || !process.isAlive()) {
            return false;
        }
        freezes++;
        note("frozen for " + duration);
        Process frozen = process;
        signal("-STOP", frozen);
        timer.schedule(() -> signal("-CONT", frozen), duration.toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }

    /** Writes a line to its standard input, unless it has none just now. */
    synchronized void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException dead) {
            // what it would have done, its death does as well
        }
    }

    /** Goes on if it is frozen. */
    synchronized void thaw() {
        if (process != null && process.isAlive()) {
            signal("-CONT", process);
        }
    }

    /** The end: killed, and not started again. */
    synchronized void close() {
        closed = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private synchronized void supervise(Process ended) {
        if (closed) {
            return;
        }
        if (!killed) {
            ownEnds.add(ended.exitValue());
            note("ended by itself with status " + ended.exitValue());
        }
        Duration pause = killed ? restartAfter : RESTART;
        timer.schedule(this::start, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void signal(String signal, Process to) {
        if (!to.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", signal, String.valueOf(to.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
