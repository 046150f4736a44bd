package routes;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import pipeline.chain.FetchAhead;
import pipeline.chain.ReplacedRecords;

/** Copies what is left to do, range by range, until nothing is left. */
public final class CopyHeightsRoute extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:copy-heights")
            .routeId("copy-heights")
            .description("Finds the heights that are left to do and copies them, a range at a time.")
            .errorHandler(noErrorHandler())
            // a plan that failed may be wrong by now; what tries again keeps an exchange's properties
            .removeProperty(ReplacedRecords.REORG)
            .removeProperty(ReplacedRecords.NODE_TIP)
            .doTry()
                .process(this::failWhenStopping)
                .bean("leadership", "require")
                .bean("routeControl", "start('publish-blocks')")
                // an empty range, whose producer ends what one before it left open: only then does the index tell all
                .split(constant(List.of(List.of()))).stopOnException()
                    .to("direct:publish-blocks?block=false")
                .end()
                .loopDoWhile(method("heights", "areLeft"))
                    .setProperty(ReplacedRecords.REORG, method("heights", "reorg"))
                    .setProperty(ReplacedRecords.NODE_TIP, method("heights", "nodeTip"))
                    .split(method("heights", "left")).streaming().stopOnException()
                        .bean("heights", "headers")
                        // each range is an exchange of its own, and so a transaction of its own; without streaming the
                        // records of each would stay in memory until the last of them is through
                        .split(method("fetchAhead", "ranges")).streaming().stopOnException()
                            .process(CopyHeightsRoute::takeBlocks)
                            .process(this::failWhenStopping)
                            .bean("leadership", "require")
                            .to("direct:publish-blocks?block=false")
                        .end()
                    .end()
                .end()
            .endDoTry()
            .doCatch(Exception.class)
                // as the pipeline stops, its routes are stopped for us, and a route that did it too would wait for itself
                .process(this::failWhenStopping)
                // a producer whose transaction failed is of no more use: the next start makes a new one
                .bean("routeControl", "stop('publish-blocks')")
                .bean("topics", "forgetLargestRecord")
                .process(CopyHeightsRoute::failAgain)
            .end();
        // spotless:on
    }

    /** Catching up may take days; a stop must not wait for it. */
    private void failWhenStopping(Exchange exchange) {
        if (getContext().isStopping()) {
            throw new RejectedExecutionException("The pipeline is stopping");
        }
    }

    private static void takeBlocks(Exchange exchange) throws Exception {
        exchange.getMessage()
                .setBody(exchange.getMessage().getBody(FetchAhead.Range.class).blocksOrFault());
    }

    private static void failAgain(Exchange exchange) throws Exception {
        throw exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }
}
