package pipeline.chain;

import bitcoin.chain.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;

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
        table = new TopicTable(clients, Topics.chain(topic), this::accept);
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

    /** All published heights. */
    public synchronized BitSet heights() {
        return hashes.heights();
    }

    @Override
    public synchronized void close() {
        table.close();
    }

    private void accept(String key, byte[] value) {
        int height = Integer.parseInt(key);
        if (value == null) {
            hashes.remove(height);
            return;
        }
        try {
            ChainEntry entry = ChainEntry.read(value);
            network = entry.network();
            hashes.put(height, entry.hash());
        } catch (IOException e) {
            throw new UncheckedIOException("The chain index holds an entry that cannot be read at height " + key, e);
        }
    }
}
