package pipeline.check;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs all checks at once, none for longer than its limit. */
public record Checks(List<Check> checks) {

    /** The rows in the order of the checks. */
    public List<Row> run() throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(Checks::daemon);
        try {
            long start = System.nanoTime();
            List<Future<List<Row>>> answers = new ArrayList<>();
            checks.forEach(check -> answers.add(threads.submit(check::look)));
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < checks.size(); i++) {
                rows.addAll(rows(checks.get(i), answers.get(i), start));
            }
            return rows;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Row> rows(Check check, Future<List<Row>> answer, long start) throws InterruptedException {
        Duration limit = check.limit();
        try {
            long left = start + limit.toNanos() - System.nanoTime();
            return answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(Row.fail(check.what(), "no answer within " + seconds(limit) + " s", check.advice()));
        } catch (ExecutionException e) {
            return List.of(Row.fail(check.what(), reason(e.getCause()), check.advice()));
        }
    }

    private static String seconds(Duration limit) {
        return BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** The same of what is behind it all. */
    static String rootReason(Throwable fault) {
        return fault.getCause() == null ? reason(fault) : rootReason(fault.getCause());
    }

    /** One line; the class where there is no message. */
    static String reason(Throwable fault) {
        return fault.getMessage() == null
                ? fault.getClass().getSimpleName()
                : fault.getMessage().lines().findFirst().orElse("").strip();
    }

    /** One that hangs must not keep the process. */
    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "check");
        thread.setDaemon(true);
        return thread;
    }

    static void startDaemon(Runnable task) {
        daemon(task).start();
    }
}
