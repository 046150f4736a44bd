package pipeline.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import pipeline.embedded.SampleChain.RawBlock;

/**
 * The node that is read when none is configured: answers over RPC and REST, byte for byte as Bitcoin Core 31.99, from blocks
 * in memory. It knows what a pipeline asks; anything else is refused as an unknown method or path.
 */
public final class SampleNode implements AutoCloseable {

    private static final int THREADS = 4;

    static {
        // the JDK's server sends an answer in two parts and by default waits 40 ms for the first to be acknowledged
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private volatile ServedChain chain;

    private SampleNode(ServedChain chain, Map<String, byte[]> spentOutputs, Optional<String> authorization)
            throws IOException {
        this.chain = chain;
        this.threads = Executors.newFixedThreadPool(THREADS, SampleNode::daemon);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        NodeHandler handler = new NodeHandler(() -> this.chain, Map.copyOf(spentOutputs), authorization);
        server.setExecutor(threads);
        server.createContext("/", handler);
    }

    /** Serves the sample chain on a free port of the loopback address, to whoever asks. */
    public static SampleNode start() {
        return start(SampleChain.blocks(), SampleChain.spentOutputs());
    }

    /**
     * Serves a chain on a free port of the loopback address, to whoever asks.
     *
     * @param blocks from genesis to tip
     * @param spentOutputs by block hash, as {@link SampleChain#spentOutputs()}; a block that is missing here is served like
     *     one whose undo data the node has lost
     */
    public static SampleNode start(List<RawBlock> blocks, Map<String, byte[]> spentOutputs) {
        return start(blocks, spentOutputs, Optional.empty());
    }

    /** The same, with RPC for one user only; REST asks for no password, as with Core. */
    public static SampleNode start(
            List<RawBlock> blocks, Map<String, byte[]> spentOutputs, String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        String authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
        return start(blocks, spentOutputs, Optional.of(authorization));
    }

    private static SampleNode start(
            List<RawBlock> blocks, Map<String, byte[]> spentOutputs, Optional<String> authorization) {
        try {
            SampleNode node = new SampleNode(ServedChain.of(blocks), spentOutputs, authorization);
            node.listen();
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot serve the sample chain (bitcoin.rpc.url): " + e, e);
        }
    }

    /** For {@code bitcoin.rpc.url}: {@code http://127.0.0.1:port/}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /**
     * Makes another chain the best one, as more blocks, a reorg or {@code invalidateblock} would; its work is not compared.
     * Blocks that leave the best chain stay known as stale.
     *
     * @param branch from the first new block, or any earlier one, to the new tip
     * @throws IllegalArgumentException when the parent of the first is unknown, or a block does not build on the one before
     */
    public synchronized void switchTo(List<RawBlock> branch) {
        chain = chain.switchedTo(branch);
    }

    /** Ends at once; requests under way are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void listen() {
        // the server's own thread is a daemon because the thread that starts it is one
        CompletableFuture.runAsync(server::start, threads).join();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sample-node");
        thread.setDaemon(true);
        return thread;
    }
}
