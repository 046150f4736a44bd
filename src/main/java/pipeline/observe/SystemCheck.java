package pipeline.observe;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Readiness: does a system answer? It is asked each time; while one question hangs there is no second one. Liveness is not
 * touched: a restart heals nothing of another system.
 */
public final class SystemCheck extends AbstractHealthCheck {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final String what;
    private final Callable<String> question;
    private final ExecutorService asking;
    private Future<String> asked;

    /**
     * @param name of the check
     * @param what is asked, and by which setting, as errors name it
     * @param question tells what there is to tell of a system that answers
     */
    public SystemCheck(String name, String what, Callable<String> question, ExecutorService asking) {
        super("pipeline", name);
        this.what = what;
        this.question = question;
        this.asking = asking;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected synchronized void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            if (asked == null || asked.isDone()) {
                asked = asking.submit(question);
            }
            builder.message(asked.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS))
                    .up();
        } catch (TimeoutException e) {
            down(builder, "no answer after " + LONGEST.toSeconds() + " s");
        } catch (ExecutionException e) {
            String reason = e.getCause().getMessage();
            down(builder, reason == null ? e.getCause().toString() : reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            builder.message("The check was interrupted").unknown();
        }
    }

    private void down(HealthCheckResultBuilder builder, String reason) {
        builder.message(what + ": " + reason).down();
    }
}
