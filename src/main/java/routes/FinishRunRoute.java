package routes;

import org.apache.camel.builder.RouteBuilder;

/** Ends the process when a range that has an end is done. */
public final class FinishRunRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("timer:finish-run?period=500&exceptionHandler=#bean:clockFaults")
                .routeId("finish-run")
                .description("Ends the process when the range asked for is published and archived.")
                .autoStartup(false)
                .routeConfigurationId("wait-for-ever")
                .filter(method("boundedRun", "isDone"))
                .bean("boundedRun", "end");
    }
}
