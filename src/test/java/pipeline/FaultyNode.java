package pipeline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import pipeline.bitcoin.RecordedExchange;
import pipeline.embedded.SampleNode;

/** A node on the loopback address that answers as another does, except where a test wants it otherwise. */
public final class FaultyNode implements AutoCloseable {

    public static final int ALWAYS = Integer.MAX_VALUE;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI behind;
    private final InetSocketAddress address;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    /** @param path with its query, as sent */
    public record Request(String method, String path, String body, String authorization) {

        public boolean isRest() {
            return path.startsWith("/rest/");
        }

        boolean asksForChain() {
            return path.startsWith("/rest/chaininfo") || body.contains("getblockchaininfo");
        }

        boolean asksForHashes() {
            return path.startsWith("/rest/blockhashbyheight") || body.contains("getblockhash");
        }

        boolean asksForHeaders() {
            return path.startsWith("/rest/headers") || body.contains("getblockheader");
        }

        public boolean asksForBlock() {
            return path.startsWith("/rest/block/") || body.contains("\"getblock\"") && body.contains(",0]");
        }

        boolean asksForBlock(String hash) {
            return asksForBlock() && (path + body).contains(hash);
        }

        public boolean asksForSpentOutputs() {
            return path.startsWith("/rest/spenttxouts") || body.contains("\"getblock\"") && body.contains(",3]");
        }
    }

    public record Answer(int status, byte[] body) {

        public static Answer of(int status, String body) {
            return new Answer(status, body.getBytes(StandardCharsets.UTF_8));
        }

        static Answer of(RecordedExchange recorded) {
            return new Answer(recorded.status(), recorded.answer());
        }

        /** The result of an RPC call. */
        static Answer result(String json) {
            return of(200, "{\"result\":" + json + ",\"error\":null,\"id\":0}\n");
        }
    }

    /** What happens to a request instead of the node's answer. */
    @FunctionalInterface
    public interface Reaction {
        void react(FaultyNode node, HttpExchange exchange, Request request) throws IOException;

        static Reaction answer(Answer answer) {
            return (node, exchange, request) -> send(exchange, answer, answer.body().length);
        }

        /** Other bytes for those of a block, in whichever way it is asked for. */
        static Reaction block(UnaryOperator<byte[]> change) {
            return (node, exchange, request) -> {
                Answer honest = node.askBehind(request);
                if (request.isRest()) {
                    answer(new Answer(200, change.apply(honest.body()))).react(node, exchange, request);
                    return;
                }
                String json = new String(honest.body(), StandardCharsets.UTF_8);
                String hex = json.replaceAll("(?s).*\"result\":\"([0-9a-f]*)\".*", "$1");
                String other =
                        HexFormat.of().formatHex(change.apply(HexFormat.of().parseHex(hex)));
                answer(Answer.of(200, json.replace(hex, other))).react(node, exchange, request);
            };
        }

        /** The first half of the answer, then the end of the connection. */
        static Reaction cutOff() {
            return (node, exchange, request) -> {
                Answer honest = node.askBehind(request);
                int half = honest.body().length / 2;
                send(exchange, new Answer(honest.status(), Arrays.copyOf(honest.body(), half)), half * 2L);
            };
        }

        /** The end of the connection without an answer. */
        static Reaction hangUp() {
            return (node, exchange, request) -> {};
        }

        /** Silence until the latch opens, then the node's answer. */
        static Reaction hang(CountDownLatch until) {
            return (node, exchange, request) -> {
                try {
                    until.await();
                    Answer honest = node.askBehind(request);
                    send(exchange, honest, honest.body().length);
                } catch (InterruptedException closing) {
                    Thread.currentThread().interrupt();
                }
            };
        }

        private static void send(HttpExchange exchange, Answer answer, long length) throws IOException {
            // −1 is this server's word for an empty body
            exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    /** A fault that is on until it has met its number of requests or is healed. */
    public static final class Fault {

        private final Predicate<Request> requests;
        private final Reaction reaction;
        private final AtomicInteger left;
        private final List<Instant> hits = new CopyOnWriteArrayList<>();

        private Fault(Predicate<Request> requests, int times, Reaction reaction) {
            this.requests = requests;
            this.left = new AtomicInteger(times);
            this.reaction = reaction;
        }

        /** Requests it has met so far. */
        int hits() {
            return hits.size();
        }

        /** Times from each of them to the next. */
        List<Duration> waits() {
            return IntStream.range(1, hits.size())
                    .mapToObj(i -> Duration.between(hits.get(i - 1), hits.get(i)))
                    .toList();
        }

        void heal() {
            left.set(0);
        }

        private boolean takes(Request request) {
            if (!requests.test(request) || left.getAndUpdate(count -> Math.max(0, count - 1)) == 0) {
                return false;
            }
            hits.add(Instant.now());
            return true;
        }
    }

    private FaultyNode(String behind) {
        this.behind = URI.create(behind);
        this.server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = server.getAddress();
    }

    public static FaultyNode before(SampleNode node) {
        return new FaultyNode(node.url());
    }

    public String url() {
        return "http://127.0.0.1:" + address.getPort() + "/";
    }

    /** Reacts so to the next requests of a kind; of several faults the first that fits is met. */
    public Fault on(Predicate<Request> requests, int times, Reaction reaction) {
        Fault fault = new Fault(requests, times, reaction);
        faults.add(fault);
        return fault;
    }

    /** As a node without {@code rest=1}. */
    public FaultyNode withoutRest() {
        on(Request::isRest, ALWAYS, Reaction.answer(Answer.of(404, "")));
        return this;
    }

    /** As a node before Bitcoin Core 30. */
    FaultyNode withoutSpentOutputs() {
        on(request -> request.path().startsWith("/rest/spenttxouts"), ALWAYS, Reaction.answer(Answer.of(404, "")));
        return this;
    }

    /** Requests of a kind that came in so far. */
    long count(Predicate<Request> kind) {
        return requests.stream().filter(kind).count();
    }

    /** Refuses connections from now on. */
    void goDown() {
        server.stop(0);
    }

    /** Accepts them again. */
    void comeBack() {
        server = listen(address);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private HttpServer listen(InetSocketAddress where) {
        try {
            HttpServer listening = HttpServer.create(where, 0);
            listening.createContext("/", this::handle);
            listening.setExecutor(threads);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("Authorization"));
            requests.add(request);
            Reaction reaction = faults.stream()
                    .filter(fault -> fault.takes(request))
                    .findFirst()
                    .map(fault -> fault.reaction)
                    .orElseGet(() -> Reaction.answer(askBehind(request)));
            reaction.react(this, exchange, request);
        }
    }

    /** What the node behind answers. */
    Answer honest(Request request) {
        return askBehind(request);
    }

    private Answer askBehind(Request request) {
        HttpRequest.Builder forwarded = HttpRequest.newBuilder(behind.resolve(request.path()))
                .method(
                        request.method(),
                        request.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(request.body()));
        if (request.authorization() != null) {
            forwarded.header("Authorization", request.authorization());
        }
        try {
            HttpResponse<byte[]> answer = CLIENT.send(forwarded.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
