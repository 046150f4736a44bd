package routes;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/** Waits until every system answers, then starts the routes of this process; each step is tried until it succeeds. */
public final class StartPipelineRoute extends RouteBuilder {

    private final List<String> steps;

    /** @param steps endpoints to call, in order */
    public StartPipelineRoute(List<String> steps) {
        this.steps = steps;
    }

    @Override
    public void configure() {
        RouteDefinition start = from("timer:start-pipeline?repeatCount=1&delay=0&exceptionHandler=#bean:clockFaults")
                .routeId("start-pipeline")
                .description("Starts the other routes once every system answers.")
                .routeConfigurationId("wait-for-ever");
        steps.forEach(start::to);
    }
}
