package routes;

import org.apache.camel.builder.RouteBuilder;

/** Of all processes that ingest one runs the clock; the others stand by, and the next begins when it ends. */
public final class LeadIngestRoute extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("timer:lead-ingest?period=300&delay=0&synchronous=true&exceptionHandler=#bean:clockFaults")
            .routeId("lead-ingest")
            .description("Ingests while Kafka has this process lead; stands by while it is another.")
            .autoStartup(false)
            .routeConfigurationId("wait-for-ever")
            .choice()
                .when(method("leadership", "isHeld"))
                    .bean("routeControl", "start('iterate-heights')")
                    .bean("routeControl", "start('poll-heights')")
                // an iteration under way ends by itself first, so there are never two
                .when(method("routeControl", "isIdle('iterate-heights')"))
                    .bean("routeControl", "stop('poll-heights')")
                    .bean("routeControl", "stop('iterate-heights')")
                    .bean("sharedRanges", "forget")
                    .bean("routeControl", "stop('publish-blocks')")
            .end();
        // spotless:on
    }
}
