package routes;

import org.apache.camel.builder.RouteBuilder;

/** Of all processes that compact one runs the clock; the others stand by, and the next begins when it ends. */
public final class LeadCompactRoute extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("timer:lead-compact?period=1000&delay=0&synchronous=true&exceptionHandler=#bean:clockFaults")
            .routeId("lead-compact")
            .description("Compacts while Kafka has this process lead; stands by while it is another.")
            .autoStartup(false)
            .routeConfigurationId("wait-for-ever")
            .choice()
                .when(method("compactLeadership", "isHeld"))
                    .bean("routeControl", "start('compact-days')")
                // days under way are given up first, so there are never two
                .when(method("routeControl", "isIdle('compact-days')"))
                    .bean("routeControl", "stop('compact-days')")
            .end();
        // spotless:on
    }
}
