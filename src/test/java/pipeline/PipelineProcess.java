package pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import pipeline.servers.JavaProcess;

/** The pipeline as a user runs it: {@code java -jar camel-pipeline.jar}, in a folder, with half a gigabyte of memory. */
final class PipelineProcess implements AutoCloseable {

    /** Exit status of a JVM that a SIGTERM has ended. */
    static final int TERMINATED = 143;

    private static final Path JAR = Path.of("target/camel-pipeline.jar").toAbsolutePath();
    private static final Duration TO_THE_END = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final JavaProcess process;

    private PipelineProcess(JavaProcess process) {
        this.process = process;
    }

    /** @param settings {@code --key=value} */
    static PipelineProcess start(Path folder, String... settings) {
        List<String> command = new ArrayList<>(List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(settings));
        return new PipelineProcess(JavaProcess.start("camel-pipeline", folder, command));
    }

    /** Waits for the process to end by itself and returns its exit status. */
    int awaitExit() throws InterruptedException {
        return process.awaitExit(TO_THE_END);
    }

    /** Sends SIGTERM and returns the exit status, which has to come within ten seconds. */
    int terminate() throws InterruptedException {
        process.terminate();
        return process.awaitExit(STOP);
    }

    PipelineProcess awaitOutput(String text) {
        process.awaitOutput(text, TO_THE_END);
        return this;
    }

    boolean isAlive() {
        return process.process().isAlive();
    }

    /** What it has said on the console so far. */
    String output() {
        return process.output();
    }

    /** Kills the process when it still runs. */
    @Override
    public void close() {
        process.close();
    }

    /** Where a run without settings archives, seen from its folder. */
    static Path archiveIn(Path folder) {
        return folder.resolve("data/hdfs/user/" + System.getProperty("user.name") + "/data/bronze/blocks");
    }

    /** All files in a folder and those below it, none when it is not there. */
    static List<Path> filesIn(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
