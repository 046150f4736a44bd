package routes;

import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import pipeline.chain.FetchAhead;

/** What the routes that copy ranges of blocks have in common. */
final class Ranges {

    private Ranges() {}

    /** Catching up may take days; a stop must not wait for it. */
    static void failWhenStopping(Exchange exchange) {
        if (exchange.getContext().isStopping()) {
            throw new RejectedExecutionException("The pipeline is stopping");
        }
    }

    static void takeBlocks(Exchange exchange) throws Exception {
        exchange.getMessage()
                .setBody(exchange.getMessage().getBody(FetchAhead.Range.class).blocksOrFault());
    }

    static void failAgain(Exchange exchange) throws Exception {
        throw exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }
}
