package routes;

import org.apache.camel.builder.RouteBuilder;

/** Looks for heights to copy whenever it is called, one call at a time, and tries again for ever when that fails. */
public final class IterateHeightsRoute extends RouteBuilder {

    /**
     * Where to call for an iteration; returns at once. One that is called for while another is under way follows it; further
     * calls until then come to the same, so they are dropped.
     */
    static final String CALL = "seda:iterate-heights?size=1&discardWhenFull=true";

    @Override
    public void configure() {
        // a stop waits for a look at the queue, of 200 ms; a call that is left in it is of no use
        from("seda:iterate-heights?size=1&pollTimeout=200&purgeWhenStopping=true&exceptionHandler=#bean:clockFaults")
                .routeId("iterate-heights")
                .description("Looks for new heights at every poll and announcement.")
                .autoStartup(false)
                .routeConfigurationId("wait-for-ever")
                // a call waits for the one before, even where that goes on in other threads
                .to("direct:copy-heights?synchronous=true");
    }
}
