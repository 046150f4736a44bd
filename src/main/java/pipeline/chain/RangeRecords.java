package pipeline.chain;

import bitcoin.chain.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/** Makes the Kafka records of a range, in order: for each block itself and its entry in the chain index. */
public final class RangeRecords {

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

    /** What is kept of a block until it is sent. */
    public BlockRecord of(@ExchangeProperty(BLOCK) Block block, @Body byte[] value) {
        return new BlockRecord(
                String.valueOf(block.getHeight()),
                value,
                ChainEntry.of(block, network.get()).toJson(),
                BlockTotals.NONE.plus(block));
    }

    /** Turns the body, a list of {@link BlockRecord}, into a list of messages, which camel-kafka sends as one transaction. */
    public void toMessages(Exchange range) {
        List<Message> records = new ArrayList<>();
        BlockTotals totals = BlockTotals.NONE;
        for (Object each : range.getMessage().getBody(List.class)) {
            BlockRecord block = (BlockRecord) each;
            records.add(record(range.getContext(), topic, block.key(), block.value()));
            records.add(record(range.getContext(), Topics.chain(topic), block.key(), block.entry()));
            totals = totals.plus(block.totals());
        }
        range.getMessage().setBody(records);
        range.setProperty(TOTALS, totals);
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
