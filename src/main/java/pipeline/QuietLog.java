package pipeline;

import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.filter.DenyAllFilter;

/** Keeps the log out of a command's output until it is closed. */
final class QuietLog implements AutoCloseable {

    private final Configuration configuration = LoggerContext.getContext(false).getConfiguration();
    private final DenyAllFilter silence = DenyAllFilter.newBuilder().build();

    QuietLog() {
        configuration.addFilter(silence);
    }

    @Override
    public void close() {
        configuration.removeFilter(silence);
    }
}
