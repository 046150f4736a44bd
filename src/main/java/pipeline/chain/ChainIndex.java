package pipeline.chain;

import bitcoin.chain.Block;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is published and which hash is canonical at each height: the topic {@code raw-blocks.chain}, written in one
 * transaction with the blocks, held in memory. It is the pipeline's only state.
 */
public final class ChainIndex implements AutoCloseable {

    private final HeightHashes hashes = new HeightHashes();
    private final TopicTable table;
    private String network;

    /** @param topic of the blocks */
    public ChainIndex(KafkaClients clients, String topic) {
        table = new TopicTable(clients, Topics.chain(topic), new Entries());
    }

    /** Reads on to the end of the topic. */
    public synchronized void refresh() {
        table.readToEnd();
    }

    /** Hash of the canonical block; empty where none is published. */
    public synchronized Optional<String> hashAt(long height) {
        return Optional.ofNullable(hashes.get((int) height));
    }

    /** Whether the block is the canonical one of its height, as far as anything is published at this time. */
    public synchronized boolean isCanonical(Block block) {
        // what memory says may be older than the block, never newer
        if (block.getHash().equals(hashes.get((int) block.getHeight()))) {
            return true;
        }
        refresh();
        return block.getHash().equals(hashes.get((int) block.getHeight()));
    }

    /** Network of the published blocks; empty while there are none. */
    public synchronized Optional<String> network() {
        return Optional.ofNullable(network);
    }

    public synchronized OptionalInt lowest() {
        return hashes.lowest() < 0 ? OptionalInt.empty() : OptionalInt.of(hashes.lowest());
    }

    public synchronized OptionalInt highest() {
        return hashes.highest() < 0 ? OptionalInt.empty() : OptionalInt.of(hashes.highest());
    }

    /** The nearest published height below this one. */
    public synchronized OptionalInt highestBelow(int height) {
        int below = hashes.highestBelow(height);
        return below < 0 ? OptionalInt.empty() : OptionalInt.of(below);
    }

    /** All published heights. */
    public synchronized BitSet heights() {
        return hashes.heights();
    }

    @Override
    public synchronized void close() {
        table.close();
    }

    private final class Entries implements TopicTable.Reader {

        @Override
        public void accept(ConsumerRecord<String, byte[]> entry) {
            int height = Integer.parseInt(entry.key());
            if (entry.value() == null) {
                hashes.remove(height);
                return;
            }
            ChainEntry read = ChainEntry.read(entry.value());
            network = read.network();
            hashes.put(height, read.hash());
        }

        @Override
        public void clear() {
            hashes.clear();
            network = null;
        }
    }
}
