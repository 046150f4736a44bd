package routes;

import java.util.concurrent.ExecutorService;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;

/** A range of headers in, their blocks out in the same order, without those that became dead letters. */
public final class FetchBlocksRoute extends RouteBuilder {

    private final int parallelism;

    /** @param parallelism blocks fetched and decoded at a time */
    public FetchBlocksRoute(int parallelism) {
        this.parallelism = parallelism;
    }

    @Override
    public void configure() {
        // spotless:off
        from("direct:fetch-blocks")
            .routeId("fetch-blocks")
            .description("Fetches the blocks of a range in parallel and puts them in order again.")
            .routeConfigurationId("retry-node")
            .split(body(), AggregationStrategies.groupedBody())
                .parallelProcessing().executorService(threads()).stopOnException()
                .setProperty("blockHeight", simple("${body.height}"))
                .to("direct:fetch-block")
            .end();
        // spotless:on
    }

    private ExecutorService threads() {
        return getContext().getExecutorServiceManager().newFixedThreadPool(this, "fetch-blocks", parallelism);
    }
}
