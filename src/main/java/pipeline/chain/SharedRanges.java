package pipeline.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeSurvey;

/**
 * A backfill that several processes share, as whoever leads sees it: puts ranges of heights into {@code raw-blocks.ranges}, for
 * Kafka to give them to the processes that ingest, and copies nothing meanwhile but what is above them.
 */
public final class SharedRanges {

    /** Exchange property with the spans that are to be put into the topic with the records of a range of blocks. */
    public static final String OFFERED = "offeredSpans";

    private static final Logger LOG = LoggerFactory.getLogger(SharedRanges.class);
    private static final int NONE = -1;
    private static final int UNKNOWN = Integer.MAX_VALUE;

    private final Heights heights;
    private final Node node;
    private final NodeSurvey survey;
    private final GroupProgress group;
    private final String topic;

    /** Highest height of a range that is not known to be done. */
    private volatile int highest = UNKNOWN;

    /** Highest height that was offered: what is left of it once all are done nobody else could copy. */
    private volatile int offered = NONE;

    private volatile boolean due;
    private volatile int told;

    /** @param topic of the blocks */
    public SharedRanges(Heights heights, Node node, NodeSurvey survey, KafkaClients clients, String topic) {
        this.heights = heights;
        this.node = node;
        this.survey = survey;
        this.topic = Topics.ranges(topic);
        this.group = new GroupProgress(clients, this.topic, this.topic);
    }

    /**
     * Looks which ranges are not done; only after that may {@link Heights} look what is left. Only who leads adds some, and who led
     * before is fenced before this one looks.
     */
    public void look() throws InterruptedException {
        if (highest == NONE) {
            return;
        }
        List<SharedRange> left = group.uncommitted().stream()
                .map(record -> SharedRange.read(record.value()))
                .flatMap(Optional::stream)
                .toList();
        highest = left.stream().mapToInt(SharedRange::to).max().orElse(NONE);
        if (left.size() != told) {
            told = left.size();
            LOG.info("{} ranges of a backfill that is shared are not done", told);
        }
    }

    /** Forgets what was seen and offered: another process may lead, or have led meanwhile. */
    public void forget() {
        highest = UNKNOWN;
        offered = NONE;
        due = false;
    }

    /**
     * Whether what is left is to be shared: it is much, and others are there to share it with. Once it is, it stays so until it is
     * offered, or nothing is left.
     */
    public boolean areDue() throws InterruptedException {
        int count = toOffer().stream().mapToInt(HeightSpan::count).sum();
        boolean isMuch = highest == NONE && heights.reorg() == null && count > Heights.LONG_SPAN;
        due = count > 0 && (due || isMuch && group.isShared());
        return due;
    }

    /** What is to be offered: heights so deep that reorgs are not to be reckoned with. */
    public List<HeightSpan> toOffer() {
        return heights.deep().stream().filter(span -> span.from() > offered).toList();
    }

    /** What whoever leads may copy now. */
    public List<HeightSpan> spans() {
        if (highest == NONE) {
            return heights.left();
        }
        Reorg reorg = heights.reorg();
        boolean reachesThem = reorg != null && reorg.forkHeight() < highest;
        return reachesThem
                ? List.of()
                : heights.left().stream().filter(span -> span.from() > highest).toList();
    }

    /** Adds what is offered to a list of messages, each a Kafka record. */
    public void addTo(Exchange exchange) throws NodeException, BadBlockException {
        List<HeightSpan> spans = exchange.getProperty(OFFERED, List.class);
        if (spans == null) {
            return;
        }
        List<Message> records = new ArrayList<>(exchange.getMessage().getBody(List.class));
        for (HeightSpan span : spans) {
            // a height is always in the same partition, whatever else is left, so in one process's hands
            String key = String.valueOf(span.from() / Heights.LONG_SPAN);
            records.add(RangeRecords.record(
                    exchange.getContext(), topic, key, range(span).toJson()));
        }
        exchange.getMessage().setBody(records);
        due = false;
        offered = spans.get(spans.size() - 1).to();
        highest = offered;
    }

    private SharedRange range(HeightSpan span) throws NodeException, BadBlockException {
        String hash = node.ask(dialect -> dialect.hashes(span.to(), 1)).get(0);
        return new SharedRange(span.from(), span.to(), hash, survey.withPrevouts());
    }
}
