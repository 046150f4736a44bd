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
 * be written. An answer is not waited for longer than Hadoop's client does by our settings, whatever the user's are; while one call
 * hangs there is no second one. Other checks wait behind this one, so an answer that does not come at once is left to the next call.
 */
final class HdfsHealthCheck extends AbstractHealthCheck {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofMillis(300);

    private final HdfsComponent component;
    private final ExecutorService asking;
    private final Duration longest;
    private Future<?> asked;
    private long askedAt;

    private volatile Optional<Answer> answer = Optional.empty();

    /** @param fault empty for a good answer */
    private record Answer(Optional<Exception> fault, String reason) {}

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
        if (asked == null || asked.isDone()) {
            asked = asking.submit(this::ask);
            askedAt = System.nanoTime();
        }
        try {
            // only the very first call has nothing to tell meanwhile
            asked.get((answer.isPresent() ? AT_ONCE : longest).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (System.nanoTime() - askedAt >= longest.toNanos()) {
                answer = Optional.of(new Answer(Optional.of(e), "no answer after " + longest.toMillis() + " ms"));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        builder.up();
        answer.filter(last -> last.fault().isPresent()).ifPresent(last -> builder.message(
                        "Cannot reach " + component.getUrl() + " (hdfs.url): " + last.reason())
                .error(last.fault().get())
                .down());
    }

    private void ask() {
        try {
            Optional<Storage> storage = component.storageIfStarted();
            if (storage.isPresent()) {
                storage.get().requireAnswer(component.writtenDirectories());
            }
            answer = Optional.of(new Answer(Optional.empty(), ""));
        } catch (IOException | RuntimeException e) {
            answer = Optional.of(new Answer(Optional.of(e), HdfsWriteException.reason(e)));
        }
    }
}
