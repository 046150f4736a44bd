package pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells, before something is tried again, what went wrong: one line that says what and which setting, no stack trace. */
final class RetryLog implements Processor {

    private final Counter retries;

    RetryLog(MeterRegistry metrics) {
        retries = Counter.builder("pipeline.retries")
                .description("Attempts that failed and were tried again")
                .register(metrics);
    }

    @Override
    public void process(Exchange exchange) {
        Throwable fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        while (fault instanceof CamelExchangeException && fault.getCause() != null) {
            fault = fault.getCause();
        }
        retries.increment();
        // by the route's name, as it belongs to what the route does
        Logger log = LoggerFactory.getLogger(String.valueOf(exchange.getFromRouteId()));
        log.warn(
                "{}; trying again ({})",
                fault.getMessage() == null ? fault.toString() : fault.getMessage(),
                exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER));
        log.debug("The same with its stack trace", fault);
    }
}
