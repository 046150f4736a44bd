package pipeline.chain;

import bitcoin.chain.Block;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.avro.BlockAvroDataFormat;
import pipeline.avro.UndecodableRecordException;

/**
 * The blocks that were published at a height before the record at hand, and have left the chain: what a sink has to take back that
 * cannot replace by the height alone. Only where a reorg has told of the height is the topic looked through.
 */
public final class StaleBlocks extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(StaleBlocks.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TopicRecords records;
    private final BlockAvroDataFormat format;
    private final TopicTable events;

    /** How many reorgs took out something from this height on and up to the next key. */
    private final NavigableMap<Integer, Integer> reorgs = new TreeMap<>();

    public StaleBlocks(KafkaClients clients, TopicRecords records, BlockAvroDataFormat format) {
        this.records = records;
        this.format = format;
        events = new TopicTable(clients, Topics.reorgs(records.topic()), new Events());
    }

    /**
     * Stale blocks of the height, newest first; nearly always none.
     *
     * @param key of the record at hand, its height
     * @param hash of its block, which may have been published before and taken out meanwhile; null where the height is gone
     * @throws KafkaException when Kafka does not answer
     */
    public List<Block> of(
            Exchange exchange,
            @Header(KafkaConstants.KEY) String key,
            @Header(KafkaConstants.PARTITION) int partition,
            @Header(KafkaConstants.OFFSET) long offset,
            @ExchangeProperty(DeadLetter.BLOCK_HASH) String hash)
            throws Exception {
        int replaced = reorgsOf(Integer.parseInt(key));
        List<Block> stale = new ArrayList<>();
        for (byte[] record : records.earlier(key, partition, offset, replaced)) {
            try {
                Block block = (Block) format.unmarshal(exchange, (Object) record);
                if (!block.getHash().equals(hash)) {
                    stale.add(block);
                }
            } catch (UndecodableRecordException e) {
                LOG.debug("Nobody could read it, so there is nothing to take back", e);
            }
        }
        return stale;
    }

    private synchronized int reorgsOf(int height) {
        events.readToEnd();
        var counted = reorgs.floorEntry(height);
        return counted == null ? 0 : counted.getValue();
    }

    @Override
    protected void doStop() {
        events.interrupt();
        synchronized (this) {
            events.close();
        }
    }

    private final class Events implements TopicTable.Reader {

        @Override
        public void accept(ConsumerRecord<String, byte[]> event) {
            Reorg reorg = read(event.value());
            int from = reorg.forkHeight() + 1;
            int past = reorg.oldTipHeight() + 1;
            split(from);
            split(past);
            reorgs.subMap(from, past).replaceAll((height, count) -> count + 1);
        }

        private void split(int height) {
            var below = reorgs.floorEntry(height);
            reorgs.putIfAbsent(height, below == null ? Integer.valueOf(0) : below.getValue());
        }

        @Override
        public void clear() {
            reorgs.clear();
        }
    }

    private static Reorg read(byte[] event) {
        try {
            return JSON.readValue(event, Reorg.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
