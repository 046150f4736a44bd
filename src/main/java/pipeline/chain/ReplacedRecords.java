package pipeline.chain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts before the records of a range what a reorg takes out of the published chain: in one transaction with the first blocks
 * that come, all blocks go, and the event says so. So the chain index is one chain at every moment, and what is left of a deep
 * reorg is to be done as any other height. Dead letters of the range's heights, and of blocks that went, are closed with it.
 */
public final class ReplacedRecords {

    /** Exchange property with the {@link Reorg} that the range may be the first of; absent where there is none. */
    public static final String REORG = "reorg";

    /** Exchange property with the node's highest height; absent where nothing was planned. */
    public static final String NODE_TIP = "nodeTip";

    /** Exchange property with the {@link Reorg} whose event is among the records; absent where there is none. */
    public static final String SENT_REORG = "sentReorg";

    private static final Logger LOG = LoggerFactory.getLogger(ReplacedRecords.class);

    private final PublishedChain published;
    private final Function<BiPredicate<Integer, String>, List<String>> letters;
    private final String topic;

    /** @param topic of the blocks */
    public ReplacedRecords(PublishedChain published, DeadLetters letters, String topic) {
        this(published, letters::unpublished, topic);
    }

    /** @param letters finds keys of dead letters of unpublished blocks by height and hash */
    ReplacedRecords(
            PublishedChain published, Function<BiPredicate<Integer, String>, List<String>> letters, String topic) {
        this.published = published;
        this.letters = letters;
        this.topic = topic;
    }

    /** Adds them to a list of messages, each a Kafka record. */
    public void addTo(Exchange exchange) {
        Long nodeTip = exchange.getProperty(NODE_TIP, Long.class);
        if (nodeTip == null) {
            return;
        }
        List<Message> range = exchange.getMessage().getBody(List.class);
        List<Message> records = new ArrayList<>();
        Records to = new Records(exchange.getContext(), records);
        Set<Integer> heights = heights(range);
        letters.apply((height, hash) -> heights.contains(height)).forEach(to::close);
        Reorg reorg = exchange.getProperty(REORG, Reorg.class);
        exchange.removeProperty(SENT_REORG);
        if (reorg != null) {
            published.refresh();
            if (reorg.isAheadOf(published)) {
                addReorg(to, reorg, nodeTip, heights);
                exchange.setProperty(SENT_REORG, reorg);
            }
        }
        // what was to be replaced by a chain that has become shorter since; the range before may have seen to it
        if (published.staleHeights().length() > nodeTip + 1) {
            published.refresh();
            published.staleHeights().stream().filter(height -> height > nodeTip).forEach(to::remove);
        }
        records.addAll(range);
        exchange.getMessage().setBody(records);
    }

    private void addReorg(Records to, Reorg reorg, long nodeTip, Set<Integer> range) {
        LOG.warn(
                "Reorg above height {}: {} blocks go, {} come; the tip was {} at height {}, it is {} at height {}",
                reorg.forkHeight(),
                reorg.hashesOut().size(),
                reorg.hashesIn().size(),
                reorg.oldTipHash(),
                reorg.oldTipHeight(),
                reorg.newTipHash(),
                reorg.newTipHeight());
        to.add(Topics.reorgs(topic), String.valueOf(reorg.forkHeight()), reorg.toJson());
        letters.apply((height, hash) -> height > reorg.forkHeight()
                        && !range.contains(height)
                        && !reorg.hashAt(height).equals(Optional.of(hash)))
                .forEach(to::close);
        BitSet out = published.heights();
        out.clear(0, reorg.forkHeight() + 1);
        for (int height = out.nextSetBit(0); height >= 0; height = out.nextSetBit(height + 1)) {
            if (height > nodeTip) {
                to.remove(height);
            } else if (!range.contains(height)) {
                to.mark(height);
            }
        }
    }

    private Set<Integer> heights(List<Message> range) {
        return range.stream()
                .map(record -> Integer.valueOf(record.getHeader(KafkaConstants.KEY, String.class)))
                .collect(Collectors.toSet());
    }

    /** Kafka records as the producer wants them. */
    private final class Records {

        private final CamelContext camel;
        private final List<Message> records;

        Records(CamelContext camel, List<Message> records) {
            this.camel = camel;
            this.records = records;
        }

        void add(String to, String key, byte[] value) {
            records.add(RangeRecords.record(camel, to, key, value));
        }

        void close(String letter) {
            add(Topics.deadLetters(topic), letter, null);
        }

        void remove(int height) {
            add(topic, String.valueOf(height), null);
            add(Topics.chain(topic), String.valueOf(height), null);
        }

        void mark(int height) {
            ChainEntry stale = ChainEntry.stale(
                    published.hashAt(height).orElseThrow(), published.network().orElseThrow());
            add(Topics.chain(topic), String.valueOf(height), stale.toJson());
        }
    }
}
