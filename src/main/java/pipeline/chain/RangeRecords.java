package pipeline.chain;

import bitcoin.chain.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/**
 * Gathers the encoded blocks of a range, in order, as the Kafka records of one transaction: for each block itself and its
 * entry in the chain index.
 */
public final class RangeRecords implements AggregationStrategy {

    /** Exchange property with the block whose encoded form is the body. */
    public static final String BLOCK = "block";

    /** Exchange property with the {@link BlockTotals} of the blocks that are sent. */
    public static final String TOTALS = "blockTotals";

    private final Supplier<String> network;
    private final String topic;

    /**
     * @param network name of the network as the chain index keeps it
     * @param topic of the blocks
     */
    public RangeRecords(Supplier<String> network, String topic) {
        this.network = network;
        this.topic = topic;
    }

    @Override
    public Exchange aggregate(Exchange range, Exchange block) {
        if (range == null) {
            List<Message> records = new ArrayList<>();
            block.setProperty(TOTALS, BlockTotals.NONE);
            addTo(block, records, block);
            // those of a dead letter at the beginning of the range would go into each record
            block.getMessage().removeHeaders("*");
            block.getMessage().setBody(records);
            return block;
        }
        addTo(range, range.getMessage().getBody(List.class), block);
        return range;
    }

    private void addTo(Exchange range, List<Message> records, Exchange exchange) {
        byte[] bytes = exchange.getMessage().getBody(byte[].class);
        if (bytes == null) {
            // a dead letter by now
            return;
        }
        Block block = exchange.getProperty(BLOCK, Block.class);
        String key = String.valueOf(block.getHeight());
        records.add(record(exchange.getContext(), topic, key, bytes));
        records.add(record(
                exchange.getContext(),
                Topics.chain(topic),
                key,
                ChainEntry.of(block, network.get()).toJson()));
        range.setProperty(TOTALS, range.getProperty(TOTALS, BlockTotals.class).plus(block));
    }

    /** @param value null takes the key away */
    static Message record(CamelContext camel, String topic, String key, byte[] value) {
        Message record = new DefaultMessage(camel);
        record.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
        record.setHeader(KafkaConstants.KEY, key);
        record.setBody(value);
        return record;
    }
}
