package routes;

import bitcoin.chain.Block;
import org.apache.camel.builder.RouteBuilder;

/** A header in, the Kafka record of its block out, or something else where it has become a dead letter. */
public final class CopyBlockRoute extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:copy-block")
            .routeId("copy-block")
            .description("Fetches a block and encodes it; called for several headers at a time.")
            .errorHandler(noErrorHandler())
            .to("direct:fetch-blocks")
            .filter(body().isInstanceOf(Block.class))
                .to("direct:encode-block")
            .end()
            .filter(body().isInstanceOf(byte[].class))
                .bean("rangeRecords", "of")
            .end();
        // spotless:on
    }
}
