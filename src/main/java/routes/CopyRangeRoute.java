package routes;

import java.util.List;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import pipeline.bitcoin.NodeException;
import pipeline.chain.DeclinedRangeException;

/** Copies what is left of a range that was shared out, as the one process that has its partition. */
public final class CopyRangeRoute extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:copy-range")
            .routeId("copy-range")
            .description("Copies what is left of a range that was shared out.")
            .errorHandler(noErrorHandler())
            .doTry()
                .process(Ranges::failWhenStopping)
                .bean("takenRanges", "take")
                // a new producer: what another process left open in this partition is ended before the index is read, and
                // what it still sends is refused
                .bean("routeControl", "stop('publish-range')")
                .bean("routeControl", "start('publish-range')")
                .split(constant(List.of(List.of()))).stopOnException()
                    .to("direct:publish-range?block=false")
                .end()
                .split(method("takenRanges", "unpublished")).streaming().stopOnException()
                    .bean("takenRanges", "headers")
                    .split(method("rangeFetchAhead", "ranges")).streaming().stopOnException()
                        .process(Ranges::takeBlocks)
                        .process(Ranges::failWhenStopping)
                        .to("direct:publish-range?block=false")
                    .end()
                .end()
            .endDoTry()
            // nobody is to wait for one who cannot
            .doCatch(DeclinedRangeException.class, NodeException.class)
                .log(LoggingLevel.WARN, "Left to whoever leads: ${exception.message}")
            .doCatch(Exception.class)
                .process(Ranges::failWhenStopping)
                .bean("topics", "forgetLargestRecord")
                // the next attempt follows a look whether the partition still is of this process
                .delay(1000)
                .process(Ranges::failAgain)
            .end();
        // spotless:on
    }
}
