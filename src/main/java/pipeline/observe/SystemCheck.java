package pipeline.observe;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
 * touched: a restart heals nothing of another system. As Camel asks the checks one after the other and lets liveness wait behind
 * them, an answer that does not come at once is left to the next call, which tells it.
 */
public final class SystemCheck extends AbstractHealthCheck {

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration AT_ONCE = Duration.ofMillis(300);

    private final String what;
    private final Callable<String> question;
    private final ExecutorService asking;
    private Future<?> asked;
    private long askedAt;
    private volatile Optional<Answer> answer = Optional.empty();

    private record Answer(boolean isUp, String message) {}

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
        if (asked == null || asked.isDone()) {
            asked = asking.submit(this::ask);
            askedAt = System.nanoTime();
        }
        try {
            // only the very first call has nothing to tell meanwhile
            asked.get((answer.isPresent() ? AT_ONCE : LONGEST).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (System.nanoTime() - askedAt >= LONGEST.toNanos()) {
                answer = Optional.of(down("no answer after " + LONGEST.toSeconds() + " s"));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        builder.message(answer.map(Answer::message).orElse("Not asked yet"))
                .state(answer.filter(Answer::isUp).isPresent() ? State.UP : State.DOWN);
    }

    private void ask() {
        try {
            answer = Optional.of(new Answer(true, question.call()));
        } catch (Exception e) {
            answer = Optional.of(down(e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    private Answer down(String reason) {
        return new Answer(false, what + ": " + reason);
    }
}
