package pipeline.hdfs;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Readiness: does the file system answer? It is asked for the status of its root, a local one whether its directories in use can
 * be written. An answer is not waited for longer than
 * Hadoop's client does by our settings, whatever the user's are; while one call hangs there is no second one.
 */
final class HdfsHealthCheck extends AbstractHealthCheck {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final HdfsComponent component;
    private final ExecutorService asking;
    private final Duration longest;
    private Future<?> question;

    HdfsHealthCheck(HdfsComponent component, ExecutorService asking) {
        this(component, asking, LONGEST);
    }

    HdfsHealthCheck(HdfsComponent component, ExecutorService asking, Duration longest) {
        super("camel", "hdfs");
        this.component = component;
        this.asking = asking;
        this.longest = longest;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected synchronized void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("hdfs.url", component.getUrl());
        if (!component.isStarted()) {
            builder.message("The component is stopped").unknown();
            return;
        }
        try {
            if (question == null || question.isDone()) {
                question = asking.submit(this::ask);
            }
            question.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            builder.up();
        } catch (TimeoutException e) {
            down(builder, "no answer after " + longest.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            Exception cause = e.getCause() instanceof Exception fault ? fault : e;
            down(builder, HdfsWriteException.reason(cause), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            builder.message("The check was interrupted").unknown();
        }
    }

    private Void ask() throws IOException {
        Optional<Storage> storage = component.storageIfStarted();
        if (storage.isPresent()) {
            storage.get().requireAnswer(component.writtenDirectories());
        }
        return null;
    }

    private void down(HealthCheckResultBuilder builder, String reason, Exception cause) {
        builder.message("Cannot reach " + component.getUrl() + " (hdfs.url): " + reason)
                .error(cause)
                .down();
    }
}
