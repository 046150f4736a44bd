package pipeline;

import static pipeline.Patience.PATIENCE;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;

/** The whole pipeline in a thread of the test, and what it logs. */
final class RunningPipeline implements AutoCloseable {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final Main main = new Main();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final WrittenLog log = new WrittenLog();
    private Thread thread;

    private RunningPipeline() {}

    /**
     * @param node {@code bitcoin.rpc.url}
     * @param archive folder of the archive
     * @param more settings that the test sets besides
     */
    static RunningPipeline start(String node, String brokers, String topic, Path archive, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--pipeline.roles=ingest,archive",
                "--bitcoin.rpc.url=" + node,
                "--kafka.brokers=" + brokers,
                "--kafka.topics.raw-blocks=" + topic,
                "--hdfs.url=file:" + archive.getRoot(),
                "--archive.directory=" + archive,
                "--heights.poll-interval=200ms",
                "--console.port=",
                "--logging.directory="));
        arguments.addAll(List.of(more));
        RunningPipeline pipeline = new RunningPipeline();
        pipeline.thread = new Thread(() -> pipeline.run(arguments), "pipeline-" + topic);
        pipeline.thread.start();
        return pipeline;
    }

    private void run(List<String> arguments) {
        try {
            status.complete(CamelPipeline.run(main, arguments, Map.of()));
        } catch (Throwable e) {
            status.completeExceptionally(e);
        }
    }

    /** Waits for the pipeline to end by itself. */
    int awaitStatus() throws Exception {
        try {
            return status.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("Still running; it has logged\n" + log.text(), e);
        }
    }

    WrittenLog log() {
        return log;
    }

    boolean isRunning() {
        return !status.isDone();
    }

    /** What a gauge shows now. */
    double meter(String name) {
        return meters().get(name).gauge().value();
    }

    MeterRegistry meters() {
        return main.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
    }

    private String stack() {
        return Arrays.stream(thread.getStackTrace()).map(String::valueOf).collect(Collectors.joining("\n"));
    }

    /** Stops it as SIGTERM does; fails when that takes longer than promised. */
    @Override
    public void close() throws Exception {
        try {
            main.completed();
            status.get(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "Not stopped after " + LONGEST_STOP + "; it is at\n" + stack() + "\nand has logged\n" + log.text(),
                    e);
        } finally {
            log.close();
        }
    }
}
