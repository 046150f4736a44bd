package pipeline;

import static pipeline.Patience.PATIENCE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import pipeline.servers.JavaProcess;

/** The pipeline as a user runs it: {@code java -jar camel-pipeline.jar}, in a folder, with half a gigabyte of memory. */
final class PipelineProcess implements AutoCloseable {

    /** Exit status of a JVM that a SIGTERM has ended. */
    static final int TERMINATED = 143;

    static final Path JAR = Path.of("target/camel-pipeline.jar").toAbsolutePath();
    private static final Duration STOP = Duration.ofSeconds(10);

    private final JavaProcess process;

    private PipelineProcess(JavaProcess process) {
        this.process = process;
    }

    /** @param settings {@code --key=value} */
    static PipelineProcess start(Path folder, String... settings) {
        return start(512, folder, settings);
    }

    /** The same with another amount of memory. */
    static PipelineProcess start(int megabytes, Path folder, String... settings) {
        return start(megabytes, JAR, folder, settings);
    }

    /** The same with the jar in another place, as that is where {@code lib/} is looked for. */
    static PipelineProcess start(Path jar, Path folder, String... settings) {
        return start(512, jar, folder, settings);
    }

    private static PipelineProcess start(int megabytes, Path jar, Path folder, String... settings) {
        List<String> command = new ArrayList<>(List.of("-Xmx" + megabytes + "m", "-XX:+ExitOnOutOfMemoryError"));
        // it holds for the jar's own path alone
        if (jar.equals(JAR)) {
            command.add("-XX:SharedArchiveFile=" + JAR.resolveSibling("camel-pipeline.jsa"));
        }
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(settings));
        // several run at a time: a test that wants the console gives it a port
        if (Stream.of(settings).noneMatch(setting -> setting.startsWith("--console.port="))) {
            command.add("--console.port=");
        }
        return new PipelineProcess(JavaProcess.start("camel-pipeline", folder, command));
    }

    /** Waits for the process to end by itself and returns its exit status. */
    int awaitExit() throws InterruptedException {
        return process.awaitExit(PATIENCE);
    }

    /** Gives the process a while, and tells whether it ended in it. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.process().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends SIGTERM and returns the exit status, which has to come within ten seconds. */
    int terminate() throws InterruptedException {
        process.terminate();
        return process.awaitExit(STOP);
    }

    PipelineProcess awaitOutput(String text) {
        process.awaitOutput(text, PATIENCE);
        return this;
    }

    void freeze() {
        process.freeze();
    }

    void thaw() {
        process.thaw();
    }

    long pid() {
        return process.process().pid();
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
}
