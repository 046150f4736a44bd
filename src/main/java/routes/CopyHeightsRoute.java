package routes;

import java.util.List;
import org.apache.camel.builder.PredicateBuilder;
import org.apache.camel.builder.RouteBuilder;
import pipeline.chain.ReplacedRecords;
import pipeline.chain.SharedRanges;

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
            .removeProperty(SharedRanges.OFFERED)
            .doTry()
                .process(Ranges::failWhenStopping)
                .bean("leadership", "require")
                .bean("routeControl", "start('publish-blocks')")
                // an empty range, whose producer ends what one before it left open: only then does the index tell all
                .split(constant(List.of(List.of()))).stopOnException()
                    .to("direct:publish-blocks?block=false")
                .end()
                // before the index is read: a range that is done by now is in it
                .bean("sharedRanges", "look")
                .loopDoWhile(method("heights", "areLeft"))
                    .setProperty(ReplacedRecords.REORG, method("heights", "reorg"))
                    .setProperty(ReplacedRecords.NODE_TIP, method("heights", "nodeTip"))
                    .filter(method("sharedRanges", "areDue"))
                        .bean("leadership", "require")
                        .setProperty(SharedRanges.OFFERED, method("sharedRanges", "toOffer"))
                        .split(constant(List.of(List.of()))).stopOnException()
                            .to("direct:publish-blocks?block=false")
                        .end()
                        .removeProperty(SharedRanges.OFFERED)
                    .end()
                    .setBody(method("sharedRanges", "spans"))
                    // the rest is being copied by those who have its ranges
                    .filter(simple("${body.isEmpty}"))
                        .stop()
                    .end()
                    .split(body()).streaming().stopOnException()
                        // others may have come
                        .filter(PredicateBuilder.not(method("sharedRanges", "areDue")))
                            .bean("heights", "headers")
                            // each range is an exchange of its own, and so a transaction of its own; without streaming the
                            // records of each would stay in memory until the last of them is through
                            .split(method("fetchAhead", "ranges")).streaming().stopOnException()
                                .process(Ranges::takeBlocks)
                                .process(Ranges::failWhenStopping)
                                .bean("leadership", "require")
                                .to("direct:publish-blocks?block=false")
                            .end()
                        .end()
                    .end()
                    .bean("sharedRanges", "look")
                .end()
            .endDoTry()
            .doCatch(Exception.class)
                // as the pipeline stops, its routes are stopped for us, and a route that did it too would wait for itself
                .process(Ranges::failWhenStopping)
                // a producer whose transaction failed is of no more use: the next start makes a new one
                .bean("sharedRanges", "forget")
                .bean("routeControl", "stop('publish-blocks')")
                .bean("topics", "forgetLargestRecord")
                .process(Ranges::failAgain)
            .end();
        // spotless:on
    }
}
