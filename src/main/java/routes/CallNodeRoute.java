package routes;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockPrunedException;
import pipeline.bitcoin.NodeAnswer;
import pipeline.bitcoin.NodeCall;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeQuestion;
import pipeline.bitcoin.NodeRequest;
import pipeline.bitcoin.NodeServer;

/** One HTTP exchange with one node: a {@link NodeQuestion} in, what the node says out. */
public final class CallNodeRoute extends RouteBuilder {

    private static final String CALL = "nodeCall";
    private static final String HTTP_OPTIONS = "?throwExceptionOnFailure=false&disableStreamCache=true";

    /** Where a caller's error handler keeps count: without it a fault is tried again for ever and with no growing wait. */
    private static final String COUNTED_BY_ERROR_HANDLER = "CamelRedeliver*";

    private final NodeServer node;
    private final String id;

    public CallNodeRoute(NodeServer node, int number) {
        this.node = node;
        this.id = "call-node-" + number;
    }

    @Override
    public void configure() {
        // spotless:off
        from("direct:" + id)
            .routeId(id)
            .description("Calls the node at " + node.url() + " over HTTP.")
            .errorHandler(noErrorHandler())
            .process(this::writeRequest)
            .doTry()
                .to(node.url() + HTTP_OPTIONS)
                .process(CallNodeRoute::readBody)
            .doCatch(IOException.class)
                .process(this::failAsUnreachable)
            .end()
            .process(this::readAnswer);
        // spotless:on
    }

    private void writeRequest(Exchange exchange) throws NodeException {
        Message message = exchange.getMessage();
        NodeCall<?> call = message.getBody(NodeQuestion.class).in(node.dialect());
        NodeRequest request = call.request();
        exchange.setProperty(CALL, call);
        removeHeaders(message);
        message.setHeader(Exchange.HTTP_METHOD, request.method());
        message.setHeader(Exchange.HTTP_PATH, request.path());
        message.setHeader(Exchange.HTTP_QUERY, request.query());
        node.authorization().ifPresent(value -> message.setHeader("Authorization", value));
        message.setBody(request.body());
    }

    /** As a conversion by Camel would, but that one copies large blocks several times over as it goes. */
    private static void readBody(Exchange exchange) throws IOException {
        InputStream body = exchange.getMessage().getBody(InputStream.class);
        exchange.getMessage().setBody(body == null ? new byte[0] : body.readAllBytes());
    }

    private void failAsUnreachable(Exchange exchange) throws NodeException {
        removeHeaders(exchange.getMessage());
        throw node.unreachable(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, IOException.class));
    }

    private void readAnswer(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        byte[] body = message.getBody(byte[].class);
        removeHeaders(message);
        Object said;
        try {
            said = node.read(exchange.getProperty(CALL, NodeCall.class), new NodeAnswer(status, body));
        } catch (BlockPrunedException e) {
            exchange.getProperty(AskAnyNodeRoute.PRUNED_BY, new AtomicInteger(), AtomicInteger.class)
                    .incrementAndGet();
            throw e;
        } catch (BadBlockException e) {
            exchange.setProperty(FetchBlockRoute.RAW, body);
            throw e;
        }
        message.setBody(said);
    }

    /** Credentials above all: what fails takes its headers along, into a dead letter at last. */
    private static void removeHeaders(Message message) {
        message.removeHeaders("*", COUNTED_BY_ERROR_HANDLER);
    }
}
