package routes;

import org.apache.camel.builder.RouteBuilder;

/** The clock of ingestion. Whatever else may call for an iteration, the polls alone see to it that no height is left out. */
public final class PollHeightsRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("timer:poll-heights?period={{heights.poll-interval}}&delay=0&exceptionHandler=#bean:clockFaults")
                .routeId("poll-heights")
                .description("Calls for an iteration over the heights at every poll.")
                .autoStartup(false)
                .to(IterateHeightsRoute.CALL);
    }
}
