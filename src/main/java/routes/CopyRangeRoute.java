package routes;

import java.io.UncheckedIOException;
import java.util.List;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import pipeline.chain.DoesNotJoinException;

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
                .bean("sharedRanges", "take")
                .bean("routeControl", "start('publish-range')")
                // as for copy-heights: what the partition's last owner left open is ended before the index is read
                .split(constant(List.of(List.of()))).stopOnException()
                    .to("direct:publish-range?block=false")
                .end()
                .split(method("sharedRanges", "unpublished")).streaming().stopOnException()
                    .bean("sharedRanges", "headers")
                    .split(method("fetchAhead", "ranges")).streaming().stopOnException()
                        .process(Ranges::takeBlocks)
                        .process(Ranges::failWhenStopping)
                        .to("direct:publish-range?block=false")
                    .end()
                .end()
            .endDoTry()
            .doCatch(DoesNotJoinException.class, UncheckedIOException.class)
                .log(LoggingLevel.WARN, "Left to who leads: ${exception.message}")
            .doCatch(Exception.class)
                .process(Ranges::failWhenStopping)
                .bean("routeControl", "stop('publish-range')")
                .bean("topics", "forgetLargestRecord")
                .process(Ranges::failAgain)
            .end();
        // spotless:on
    }
}
