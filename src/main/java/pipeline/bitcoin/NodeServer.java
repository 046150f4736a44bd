package pipeline.bitcoin;

import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** One node: where it is, how it talks and what opens it. */
public final class NodeServer {

    private final URI url;
    private final Credentials credentials;
    private volatile NodeDialect dialect = new RpcDialect();

    public NodeServer(URI url, Credentials credentials) {
        this.url = url;
        this.credentials = credentials;
    }

    public URI url() {
        return url;
    }

    /** Uses what the node was found to serve from now on. */
    public void serves(Set<NodeService> services) {
        dialect = services.contains(NodeService.REST) ? new RestDialect(EnumSet.copyOf(services)) : new RpcDialect();
    }

    public NodeDialect dialect() {
        return dialect;
    }

    /** Value of the HTTP header Authorization; empty where the node has no password. */
    public Optional<String> authorization() throws NodeException {
        return credentials.authorization();
    }

    /** What the node says; its faults name the node and the setting. */
    public <T> T read(NodeCall<T> call, NodeAnswer answer) throws NodeException, BadBlockException {
        if (answer.status() == 401) {
            credentials.refused();
        }
        try {
            return call.reader().read(answer);
        } catch (NodeException e) {
            throw e.of(toString());
        }
    }

    /** The fault of a node that does not answer at all. */
    public NodeException unreachable(IOException cause) {
        return new NodeException(
                "Cannot reach the node at " + url + " (bitcoin.rpc.url): " + cause.getMessage(),
                "Start the node, or correct bitcoin.rpc.url",
                cause);
    }

    @Override
    public String toString() {
        return "The node at " + url + " (bitcoin.rpc.url)";
    }
}
