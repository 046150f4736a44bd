package pipeline;

import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left of a fault when a route that is run by a clock has given up: a bug, or a stop amid a wait, which is none. */
final class ClockFaults implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ClockFaults.class);

    @Override
    public void handleException(Throwable fault) {
        handleException("A route failed", null, fault);
    }

    @Override
    public void handleException(String message, Throwable fault) {
        handleException(message, null, fault);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable fault) {
        if (exchange != null && exchange.getContext().isStopping()) {
            LOG.debug("Stopped amid a fault that would have been tried again: {}", fault.getMessage());
            return;
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof RejectedExecutionException) {
                LOG.debug("Stopped: {}", cause.getMessage());
                return;
            }
        }
        LOG.error("{}", message, fault);
    }
}
