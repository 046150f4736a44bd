package pipeline.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes each HTTP request to REST or RPC. A request sees one state of the chain, also in a batch.
 *
 * @param authorization the header that RPC asks for; empty when anyone may call. REST asks for none, as with Core
 */
record NodeHandler(Supplier<ServedChain> chain, Map<String, byte[]> spentOutputs, Optional<String> authorization)
        implements HttpHandler {

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            send(exchange, answer(exchange, request));
        }
    }

    private NodeAnswer answer(HttpExchange exchange, byte[] request) {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/rest/")) {
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
            return new RestInterface(chain.get(), spentOutputs).answer(path, query);
        }
        if (!path.equals("/")) {
            return NodeAnswer.httpRefusal(404, "");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return NodeAnswer.httpRefusal(405, "JSONRPC server handles only POST requests");
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization.isPresent() && !authorization.get().equals(given)) {
            return NodeAnswer.httpRefusal(401, "");
        }
        return RpcRequest.answer(request, new RpcMethods(chain.get()));
    }

    private static void send(HttpExchange exchange, NodeAnswer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (answer.status() == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"jsonrpc\"");
        }
        // −1 is this server's word for an empty body
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }
}
