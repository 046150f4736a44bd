package pipeline;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import pipeline.bitcoin.BadBlockException;
import pipeline.chain.DeadLetter;

/**
 * Counts how often a block came with wrong bytes. Camel's own count takes in the faults of a node that could not answer
 * meanwhile, and is gone by the time a dead letter is written.
 */
final class FetchAttempts implements Processor {

    @Override
    public void process(Exchange exchange) {
        // Camel calls this for each later fault of the exchange, too
        if (exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof BadBlockException) {
            int before = exchange.getProperty(DeadLetter.ATTEMPTS, 0, Integer.class);
            exchange.setProperty(DeadLetter.ATTEMPTS, before + 1);
        }
    }
}
