package routes;

import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import pipeline.bitcoin.NodeException;

/** Where the chain stands is asked of one node at a time, so that its answers fit together; the others stand in for it. */
public final class AskNodeRoute extends RouteBuilder {

    private final int nodes;

    public AskNodeRoute(int nodes) {
        this.nodes = nodes;
    }

    @Override
    public void configure() {
        from("direct:ask-node")
                .routeId("ask-node")
                .description("Asks the node that answered last, and the next one when it fails.")
                .errorHandler(noErrorHandler())
                .loadBalance()
                .failover(nodes - 1, false, true, true, NodeException.class)
                .to(IntStream.range(0, nodes)
                        .mapToObj(i -> "direct:call-node-" + i)
                        .toArray(String[]::new));
    }
}
