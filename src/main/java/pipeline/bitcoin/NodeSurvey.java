package pipeline.bitcoin;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the nodes were found to be and to serve, asked once before the first block is fetched. */
public final class NodeSurvey {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSurvey.class);

    /** Asks one certain node, where {@link Node} chooses one. */
    @FunctionalInterface
    public interface NodeCaller {
        <T> T call(int number, NodeQuestion<T> question) throws NodeException, BadBlockException;
    }

    private final List<NodeServer> servers;
    private final Prevouts wish;
    private final NodeCaller caller;

    private volatile ChainInfo chain;
    private volatile long lowestHeight;
    private volatile boolean withPrevouts;

    public NodeSurvey(List<NodeServer> servers, Prevouts wish, NodeCaller caller) {
        this.servers = servers;
        this.wish = wish;
        this.caller = caller;
    }

    /**
     * Asks every node what it serves, and with that decides on the prevouts of this run.
     *
     * @throws NodeException when one of them does not answer
     */
    public void take() throws NodeException, BadBlockException {
        boolean cheapPrevouts = true;
        long lowest = Long.MAX_VALUE;
        ChainInfo first = null;
        for (int number = 0; number < servers.size(); number++) {
            Set<NodeService> services = servicesOf(number);
            servers.get(number).serves(services);
            ChainInfo info = caller.call(number, NodeDialect::chainInfo);
            if (first != null && !first.chain().equals(info.chain())) {
                throw new NodeException("The nodes of bitcoin.rpc.url are on different networks: " + first.chain()
                        + " and " + info.chain());
            }
            first = first == null ? info : first;
            lowest = Math.min(lowest, info.lowestHeight());
            cheapPrevouts &= services.contains(NodeService.SPENT_OUTPUTS);
            LOG.info(
                    "Node {}: network {}, tip {}, asked by {}",
                    servers.get(number).url(),
                    info.chain(),
                    info.height(),
                    services.contains(NodeService.REST) ? "REST" : "RPC");
        }
        withPrevouts = wish == Prevouts.REQUIRED || wish == Prevouts.AUTO && cheapPrevouts;
        lowestHeight = lowest;
        chain = first;
        LOG.info(
                "Prevouts: {} (bitcoin.prevouts={})",
                withPrevouts ? "on" : "off",
                wish.name().toLowerCase(java.util.Locale.ROOT));
    }

    private Set<NodeService> servicesOf(int number) throws NodeException, BadBlockException {
        Set<NodeService> services = EnumSet.noneOf(NodeService.class);
        Set<NodeService> ofUse =
                wish == Prevouts.NONE ? EnumSet.of(NodeService.REST) : EnumSet.allOf(NodeService.class);
        for (NodeService service : ofUse) {
            if (caller.call(number, dialect -> service.probe())) {
                services.add(service);
            }
        }
        return services;
    }

    /** The network all nodes are on. */
    public Network network() {
        return Network.of(chain.chain());
    }

    /** Lowest height whose block some node still has. */
    public long lowestHeight() {
        return lowestHeight;
    }

    /** Whether this run asks for what each block spends. */
    public boolean withPrevouts() {
        return withPrevouts;
    }
}
