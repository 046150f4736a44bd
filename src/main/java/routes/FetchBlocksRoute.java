package routes;

import bitcoin.chain.Block;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import pipeline.bitcoin.BlockHeader;
import pipeline.chain.DeadLetter;

/** A header in, its block out, or something else where it has become a dead letter. */
public final class FetchBlocksRoute extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:fetch-blocks")
            .routeId("fetch-blocks")
            .description("Fetches a block; one that cannot be had becomes a dead letter.")
            .routeConfigurationId("retry-node")
            .process(FetchBlocksRoute::noteBlock)
            .to("direct:fetch-block")
            .filter(body().isInstanceOf(Block.class))
                .bean("stageMeters", "fetched")
            .end();
        // spotless:on
    }

    private static void noteBlock(Exchange exchange) {
        BlockHeader header = exchange.getMessage().getBody(BlockHeader.class);
        exchange.setProperty(DeadLetter.BLOCK_HEIGHT, header.height());
        exchange.setProperty(DeadLetter.BLOCK_HASH, header.hash());
    }
}
