package pipeline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.PollExceptionStrategy;
import org.apache.kafka.clients.consumer.InvalidOffsetException;

/**
 * What a consumer does when Kafka does not let it read: it waits and tries again, for ever. Camel, which has logged the fault
 * with its topic by then, would pass over a record of each partition, or never try again.
 */
final class PollFaults implements PollExceptionStrategy {

    /** No more than a stop can wait for. */
    private static final Duration WAIT = Duration.ofSeconds(2);

    private static final String START_ARCHIVE = "start-archive";

    private final CamelContext camel;
    private final ProducerTemplate template;
    private final AtomicBoolean restarting = new AtomicBoolean();

    PollFaults(CamelContext camel) {
        this.camel = camel;
        template = camel.createProducerTemplate();
    }

    @Override
    public boolean canContinue() {
        return true;
    }

    @Override
    public void handle(long unknown, Exception fault) {
        if (fault instanceof InvalidOffsetException && camel.getRoute(START_ARCHIVE) != null) {
            restartArchive();
        }
        try {
            Thread.sleep(WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Elsewhere, because it stops the consumer whose fault this is. */
    private void restartArchive() {
        if (restarting.compareAndSet(false, true)) {
            template.asyncSend("direct:" + START_ARCHIVE, exchange -> {})
                    .whenComplete((exchange, fault) -> restarting.set(false));
        }
    }
}
