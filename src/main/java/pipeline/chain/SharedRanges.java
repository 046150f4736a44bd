package pipeline.chain;

import java.util.ArrayList;
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

/**
 * A backfill that several processes share: whoever leads puts ranges of heights into {@code raw-blocks.ranges}, and Kafka gives
 * them to the processes that ingest. While one is to be done nobody publishes anything else.
 */
public final class SharedRanges {

    /** Exchange property with the spans that are to be put into the topic with the records of a range of blocks. */
    public static final String OFFERED = "offeredSpans";

    /** Exchange property with the number of the partition that a range came from. */
    public static final String PARTITION = "rangePartition";

    private static final Logger LOG = LoggerFactory.getLogger(SharedRanges.class);

    private final Heights heights;
    private final JoinedHeaders headers;
    private final ChainIndex index;
    private final GroupProgress group;
    private final String topic;

    /** Only who leads adds ranges, and who led before is fenced before this one looks. */
    private volatile boolean noneIsLeft;

    private volatile boolean othersAreThere;

    /** @param topic of the blocks */
    public SharedRanges(Heights heights, Node node, ChainIndex index, KafkaClients clients, String topic) {
        this.heights = heights;
        this.headers = new JoinedHeaders(node, index);
        this.index = index;
        this.topic = Topics.ranges(topic);
        this.group = new GroupProgress(clients, this.topic, this.topic);
    }

    /** Whether there is a range that is not known to be done. */
    public boolean areLeft() throws InterruptedException {
        noneIsLeft = noneIsLeft || group.hasReached(group.end());
        return !noneIsLeft;
    }

    /** Has {@link #areLeft} ask Kafka again: another process may have led meanwhile. */
    public void lookAgain() {
        noneIsLeft = false;
    }

    /**
     * Whether this process is to do what is left by itself, as that is little or nobody else is there. Once others are, it is not
     * until it has offered them something.
     */
    public boolean isAlone() throws InterruptedException {
        boolean isMuch = heights.deep().size() > 1 && heights.reorg() == null;
        othersAreThere = othersAreThere || isMuch && group.isShared();
        return !othersAreThere;
    }

    /** Adds what is offered to a list of messages, each a Kafka record. */
    public void addTo(Exchange exchange) {
        List<HeightSpan> offered = exchange.getProperty(OFFERED, List.class);
        if (offered == null) {
            return;
        }
        long nodeTip = exchange.getProperty(ReplacedRecords.NODE_TIP, Long.class);
        List<Message> records = new ArrayList<>(exchange.getMessage().getBody(List.class));
        for (HeightSpan span : offered) {
            // a height is always in the same partition, whatever else is left, so in one process's hands
            String key = String.valueOf(span.from() / Heights.LONG_SPAN);
            byte[] range = new SharedRange(span.from(), span.to(), nodeTip).toJson();
            records.add(RangeRecords.record(exchange.getContext(), topic, key, range));
        }
        exchange.getMessage().setBody(records);
        noneIsLeft = false;
        othersAreThere = false;
    }

    /**
     * Notes of whom a range is and what was planned.
     *
     * @return its heights
     */
    public HeightSpan take(Exchange exchange) {
        Message record = exchange.getMessage();
        SharedRange range = SharedRange.read(record.getBody(byte[].class));
        LOG.info("Copies heights {} to {} of a backfill that is shared", range.from(), range.to());
        exchange.setProperty(PARTITION, record.getHeader(KafkaConstants.PARTITION));
        exchange.setProperty(ReplacedRecords.NODE_TIP, range.nodeTip());
        return new HeightSpan(range.from(), range.to());
    }

    /** What of a span is not published by now. */
    public List<HeightSpan> unpublished(HeightSpan span) {
        index.refresh();
        BitSet left = new BitSet();
        left.set(span.from(), span.to() + 1);
        left.andNot(index.heights());
        return HeightSpan.aligned(left, Heights.LONG_SPAN);
    }

    /**
     * @throws DoesNotJoinException when the node's chain does not join what is published: a reorg is for who leads
     * @see Heights#headers
     */
    public List<BlockHeader> headers(HeightSpan span) throws NodeException, BadBlockException {
        return headers.of(span, Optional.empty());
    }
}
