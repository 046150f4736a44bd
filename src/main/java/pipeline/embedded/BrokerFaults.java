package pipeline.embedded;

import java.nio.file.Path;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka ends its process on a fault that it cannot survive, such as a full disk. In ours it may still do so, since a restart
 * loses nothing, but never without a word.
 */
final class BrokerFaults {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerFaults.class);

    private BrokerFaults() {}

    /** Holds for the whole process, which has one embedded broker. */
    static void tellBeforeTheProcessEnds(Path folder) {
        Exit.Procedure end = (status, message) -> {
            LOG.error(
                    "The embedded broker in {} cannot go on and ends this process{}. The cause is logged above; nothing that"
                            + " was committed is lost. Remove the cause (is the disk full?) and start again",
                    folder,
                    message == null ? "" : ": " + message);
            // not System.exit: its hooks would wait for the very thread that calls us
            Runtime.getRuntime().halt(Math.max(1, status));
        };
        Exit.setExitProcedure(end);
        Exit.setHaltProcedure(end);
        // the broker is stopped by its owner; a hook of Kafka's own would run beside ours, in no order
        Exit.setShutdownHookAdder((name, hook) -> {});
    }
}
