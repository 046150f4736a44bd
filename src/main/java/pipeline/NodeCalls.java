package pipeline;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeQuestion;
import pipeline.bitcoin.NodeSurvey.NodeCaller;
import pipeline.chain.BlockRecord;

/** Asks nodes through the routes that know how to call them. */
record NodeCalls(ProducerTemplate routes) implements Node, NodeCaller {

    @Override
    public <T> T ask(NodeQuestion<T> question) throws NodeException, BadBlockException {
        return request("direct:ask-node", question);
    }

    @Override
    public <T> T call(int number, NodeQuestion<T> question) throws NodeException, BadBlockException {
        return request("direct:call-node-" + number, question);
    }

    /** A block, encoded; empty where it has become a dead letter. */
    Optional<BlockRecord> block(BlockHeader header) throws Exception {
        Exchange answer = routes.request(
                "direct:copy-block", exchange -> exchange.getMessage().setBody(header));
        if (answer.getException() != null) {
            throw answer.getException();
        }
        return answer.getMessage().getBody() instanceof BlockRecord block ? Optional.of(block) : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private <T> T request(String endpoint, NodeQuestion<T> question) throws NodeException, BadBlockException {
        Exchange answer =
                routes.request(endpoint, exchange -> exchange.getMessage().setBody(question));
        if (answer.getException() instanceof NodeException fault) {
            throw fault;
        }
        if (answer.getException() instanceof BadBlockException fault) {
            throw fault;
        }
        if (answer.getException() != null) {
            throw new IllegalStateException(answer.getException());
        }
        return (T) answer.getMessage().getBody();
    }
}
