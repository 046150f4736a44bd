package routes;

import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import pipeline.bitcoin.NodeException;

/** What a hash stands for is the same on every node, so all share the work. */
public final class AskAnyNodeRoute extends RouteBuilder {

    private final int nodes;

    public AskAnyNodeRoute(int nodes) {
        this.nodes = nodes;
    }

    @Override
    public void configure() {
        from("direct:ask-any-node")
                .routeId("ask-any-node")
                .description("Asks the nodes in turn, and the next one when one fails.")
                .errorHandler(noErrorHandler())
                .loadBalance()
                .failover(nodes - 1, false, true, false, NodeException.class)
                .to(IntStream.range(0, nodes)
                        .mapToObj(i -> "direct:call-node-" + i)
                        .toArray(String[]::new));
    }
}
