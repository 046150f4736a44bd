package routes;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import pipeline.bitcoin.BlockPrunedException;
import pipeline.bitcoin.NodeException;

/** What a hash stands for is the same on every node, so all share the work. */
public final class AskAnyNodeRoute extends RouteBuilder {

    /** Exchange property that counts the nodes that have pruned the block; survives Camel's copies at each failover. */
    static final String PRUNED_BY = "prunedBy";

    private final int nodes;

    public AskAnyNodeRoute(int nodes) {
        this.nodes = nodes;
    }

    @Override
    public void configure() {
        // spotless:off
        from("direct:ask-any-node")
            .routeId("ask-any-node")
            .description("Asks the nodes in turn, and the next one when one fails.")
            .errorHandler(noErrorHandler())
            .process(exchange -> exchange.setProperty(PRUNED_BY, new AtomicInteger()))
            .doTry()
                .loadBalance()
                    .failover(nodes - 1, false, true, false, NodeException.class)
                    .to(IntStream.range(0, nodes).mapToObj(i -> "direct:call-node-" + i).toArray(String[]::new))
                .end()
            .endDoTry()
            .doCatch(BlockPrunedException.class)
                .process(this::failAsPrunedOnlyByAll)
            .end();
        // spotless:on
    }

    /** A node that does not answer now may still have the block. */
    private void failAsPrunedOnlyByAll(Exchange exchange) throws NodeException {
        BlockPrunedException pruned = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, BlockPrunedException.class);
        if (exchange.getProperty(PRUNED_BY, AtomicInteger.class).get() < nodes) {
            throw new NodeException("Not every node of bitcoin.rpc.url answers. " + pruned.getMessage());
        }
        throw pruned;
    }
}
