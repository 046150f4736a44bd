package routes;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockDecoder;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.NodeQuestion;
import pipeline.bitcoin.NodeSurvey;
import pipeline.bitcoin.SpentOutput;

/** A header in, its block out: whole, checked and decoded. */
public final class FetchBlockRoute extends RouteBuilder {

    private static final String HEADER = "blockHeader";
    /** Exchange property with what the node has sent, for a dead letter. */
    static final String RAW = "rawBlock";

    private static final String SPENT = "spentOutputs";

    private final NodeSurvey survey;

    /** @param survey says the network, and whether prevouts are on */
    public FetchBlockRoute(NodeSurvey survey) {
        this.survey = survey;
    }

    @Override
    public void configure() {
        // spotless:off
        from("direct:fetch-block")
            .routeId("fetch-block")
            .description("Fetches the bytes of a block and what it spends, checks and decodes them.")
            .errorHandler(noErrorHandler())
            .setProperty(HEADER, body())
            .setBody(exchange -> rawBlock(hash(exchange)))
            .to("direct:ask-any-node")
            .setProperty(RAW, body())
            .filter(exchange -> survey.withPrevouts())
                .setBody(exchange -> spentOutputs(hash(exchange)))
                .to("direct:ask-any-node")
                .setProperty(SPENT, body())
            .end()
            .process(this::decode);
        // spotless:on
    }

    private static String hash(Exchange exchange) {
        return exchange.getProperty(HEADER, BlockHeader.class).hash();
    }

    private static NodeQuestion<byte[]> rawBlock(String hash) {
        return dialect -> dialect.rawBlock(hash);
    }

    private static NodeQuestion<List<List<SpentOutput>>> spentOutputs(String hash) {
        return dialect -> dialect.spentOutputs(hash);
    }

    @SuppressWarnings("unchecked")
    private void decode(Exchange exchange) throws BadBlockException {
        BlockDecoder decoder = new BlockDecoder(survey.network());
        BlockHeader header = exchange.getProperty(HEADER, BlockHeader.class);
        byte[] raw = exchange.getProperty(RAW, byte[].class);
        List<List<SpentOutput>> spent = exchange.getProperty(SPENT, List.class);
        exchange.getMessage().setBody(spent == null ? decoder.decode(header, raw) : decoder.decode(header, raw, spent));
    }
}
