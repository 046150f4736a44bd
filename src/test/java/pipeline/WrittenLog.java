package pipeline;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What is logged in this JVM from the making of this on, as the console would show it. */
public final class WrittenLog extends AbstractAppender implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * @param text the message
     * @param hasStackTrace whether one follows the message
     */
    public record Line(Level level, String logger, String text, boolean hasStackTrace) {

        private boolean isOurs() {
            return logger.startsWith("pipeline.")
                    || logger.startsWith("routes.")
                    || logger.startsWith("org.apache.camel.")
                    || !logger.contains(".");
        }

        @Override
        public String toString() {
            return level + " " + logger + " " + text + (hasStackTrace ? " + stack trace" : "");
        }
    }

    private final List<Line> lines = new CopyOnWriteArrayList<>();

    public WrittenLog() {
        super("test-" + System.nanoTime(), null, null, true, Property.EMPTY_ARRAY);
        start();
        context().getConfiguration().getRootLogger().addAppender(this, null, null);
        context().updateLoggers();
    }

    @Override
    public void append(LogEvent event) {
        lines.add(new Line(
                event.getLevel(),
                event.getLoggerName(),
                event.getMessage().getFormattedMessage(),
                event.getThrown() != null
                        || event.getMessage().getFormattedMessage().contains("\tat ")));
    }

    @Override
    public void close() {
        context().getConfiguration().getRootLogger().removeAppender(getName());
        context().updateLoggers();
        stop();
    }

    public List<Line> lines() {
        return lines;
    }

    /** Lines of the pipeline and of Camel at warning or above; those of brokers and other servers are theirs. */
    public List<Line> warnings() {
        return lines.stream()
                .filter(line -> line.isOurs() && line.level().isMoreSpecificThan(Level.WARN))
                .toList();
    }

    /** On a machine with other things to do Camel may interrupt a Kafka client that it stops; that it tells so is no fault. */
    public List<Line> stackTraces() {
        return lines.stream()
                .filter(line -> line.isOurs() && line.hasStackTrace())
                .filter(line -> !line.logger().matches(".*\\.(KafkaFetchRecords|DefaultShutdownStrategy)"))
                .toList();
    }

    /** How many lines have that in them. */
    public long count(String part) {
        return lines.stream().filter(line -> line.text().contains(part)).count();
    }

    public void await(String part) {
        await(part, 1);
    }

    public void await(String part, int times) {
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> count(part) >= times);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Not logged " + times + " times: '" + part + "', but\n" + text(), e);
        }
    }

    public String text() {
        return lines.stream().map(Line::toString).collect(Collectors.joining("\n"));
    }

    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(false);
    }
}
