package pipeline;

import java.util.function.IntConsumer;
import org.apache.camel.ExchangeException;
import org.apache.camel.main.MainSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process in good order, from within a route. */
public final class ProcessEnd implements IntConsumer {

    /** Exit status when the settings, or what they point at, do not allow to go on. */
    static final int REFUSED = 2;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

    private final MainSupport main;
    private volatile int status;

    ProcessEnd(MainSupport main) {
        this.main = main;
    }

    public void refuse(@ExchangeException Exception refusal) {
        LOG.error("{}", refusal.getMessage());
        accept(REFUSED);
    }

    /** Exit status of the process: 0 unless something said otherwise. */
    int status() {
        return status;
    }

    @Override
    public void accept(int status) {
        this.status = status;
        main.completed();
    }
}
