package routes;

import org.apache.camel.builder.RouteBuilder;

/** The clock of ingestion: looks for heights to copy at each poll, and tries again for ever when that fails. */
public final class IterateHeightsRoute extends RouteBuilder {

    @Override
    public void configure() {
        // synchronous: a poll waits for the one before, even where that goes on in other threads
        from("timer:iterate-heights?period={{heights.poll-interval}}&delay=0&synchronous=true&exceptionHandler=#bean:clockFaults")
                .routeId("iterate-heights")
                .description("Looks for new heights at every poll.")
                .autoStartup(false)
                .routeConfigurationId("wait-for-ever")
                .to("direct:copy-heights");
    }
}
