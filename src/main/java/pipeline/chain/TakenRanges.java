package pipeline.chain;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeSurvey;

/** Ranges of a backfill that is shared, as the process sees them that Kafka gives them to. */
public final class TakenRanges {

    /** Exchange property with the number of the partition that a range came from. */
    public static final String PARTITION = "rangePartition";

    /** Nothing is above it: what a reorg has left there is the business of whoever leads. */
    private static final long ANY_TIP = Integer.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(TakenRanges.class);

    private final Node node;
    private final NodeSurvey survey;
    private final ChainIndex index;
    private final DeadLetters open;
    private final JoinedHeaders headers;

    public TakenRanges(Node node, NodeSurvey survey, ChainIndex index, DeadLetters open) {
        this.node = node;
        this.survey = survey;
        this.index = index;
        this.open = open;
        this.headers = new JoinedHeaders(node, index);
    }

    /**
     * Notes of which partition a range is.
     *
     * @return its heights
     * @throws DeclinedRangeException when this process would copy other blocks than whoever offers them, or not all
     */
    public HeightSpan take(Exchange exchange) throws DeclinedRangeException, NodeException, BadBlockException {
        Message record = exchange.getMessage();
        SharedRange range = SharedRange.read(record.getBody(byte[].class))
                .orElseThrow(() -> new DeclinedRangeException("A record among the ranges is none"));
        String heights = "Heights " + range.from() + " to " + range.to();
        if (range.prevouts() != survey.withPrevouts()) {
            throw new DeclinedRangeException(heights + " are to be copied " + (range.prevouts() ? "with" : "without")
                    + " prevouts (bitcoin.prevouts)");
        }
        if (range.from() < survey.lowestHeight()) {
            throw new DeclinedRangeException(heights + " are pruned on every node of bitcoin.rpc.url");
        }
        List<String> hashes = node.ask(dialect -> dialect.hashes(range.to(), 1));
        if (!hashes.contains(range.hash())) {
            throw new DeclinedRangeException(heights + " end with block " + range.hash()
                    + ", the chain of bitcoin.rpc.url has " + hashes + " there");
        }
        LOG.info("{} are copied here, of a backfill that is shared", heights);
        exchange.setProperty(PARTITION, record.getHeader(KafkaConstants.PARTITION));
        exchange.setProperty(ReplacedRecords.NODE_TIP, ANY_TIP);
        return new HeightSpan(range.from(), range.to());
    }

    /** What of a span is by now neither published nor a dead letter. */
    public List<HeightSpan> unpublished(HeightSpan span) {
        index.refresh();
        open.refresh();
        BitSet left = new BitSet();
        left.set(span.from(), span.to() + 1);
        left.andNot(index.heights());
        left.andNot(open.unpublishedHeights());
        return HeightSpan.aligned(left, Heights.LONG_SPAN);
    }

    /**
     * @throws NodeException when the node's chain does not join what is published: a reorg is for whoever leads
     * @see Heights#headers
     */
    public List<BlockHeader> headers(HeightSpan span) throws NodeException, BadBlockException {
        return headers.of(span, Optional.empty());
    }
}
