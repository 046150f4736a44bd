package routes;

import bitcoin.chain.Block;
import java.util.concurrent.ExecutorService;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import pipeline.chain.DeadLetter;

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
                .setProperty(DeadLetter.BLOCK_HEIGHT, simple("${body.height}"))
                .setProperty(DeadLetter.BLOCK_HASH, simple("${body.hash}"))
                .to("direct:fetch-block")
                .filter(body().isInstanceOf(Block.class))
                    .bean("stageMeters", "fetched")
                .end()
            .end();
        // spotless:on
    }

    private ExecutorService threads() {
        return getContext().getExecutorServiceManager().newFixedThreadPool(this, "fetch-blocks", parallelism);
    }
}
