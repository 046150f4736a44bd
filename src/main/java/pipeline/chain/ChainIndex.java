package pipeline.chain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.camel.ExchangeProperty;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is published and which hash is canonical at each height: the topic {@code raw-blocks.chain}, written in one
 * transaction with the blocks, held in memory. It is the pipeline's only state.
 */
public final class ChainIndex implements PublishedChain, AutoCloseable {

    /** How old memory may be where nothing else says that it is. */
    private static final Duration LONGEST_MEMORY = Duration.ofSeconds(2);

    private final HeightHashes hashes = new HeightHashes();
    private final HeightTimes times = new HeightTimes();
    private final BitSet stale = new BitSet();
    private final BitSet gone = new BitSet();
    private final TopicTable table;
    private String network;
    private String work;
    private long replaced;
    private long refreshed;
    private Instant refreshedAt = Instant.EPOCH;

    /** @param topic of the blocks */
    public ChainIndex(KafkaClients clients, String topic) {
        table = new TopicTable(clients, Topics.chain(topic), new Entries());
        refreshed = System.nanoTime() - LONGEST_MEMORY.toNanos();
    }

    /** Reads on to the end of the topic. */
    @Override
    public synchronized void refresh() {
        long start = System.nanoTime();
        Instant startedAt = Instant.now();
        table.readToEnd();
        refreshed = start;
        refreshedAt = startedAt;
    }

    @Override
    public synchronized Optional<String> hashAt(long height) {
        return Optional.ofNullable(hashes.get((int) height));
    }

    /**
     * Whether a block is the canonical one of a height, as far as anything is published at this time.
     *
     * @param hash of the block; null asks whether the height has no canonical block
     */
    public synchronized boolean isCanonical(
            @ExchangeProperty(DeadLetter.BLOCK_HEIGHT) long height,
            @ExchangeProperty(DeadLetter.BLOCK_HASH) String hash) {
        // a process that was frozen for a while wakes up with a memory of the time before
        if (remembersWell() && Objects.equals(hash, hashes.get((int) height))) {
            return true;
        }
        refresh();
        return Objects.equals(hash, hashes.get((int) height));
    }

    /** The clock that cannot be set stands still while a machine sleeps, the other one does not. */
    private boolean remembersWell() {
        return System.nanoTime() - refreshed < LONGEST_MEMORY.toNanos()
                && Duration.between(refreshedAt, Instant.now()).compareTo(LONGEST_MEMORY) < 0;
    }

    /**
     * The newest heights, highest first: published ones, and those that are gone, for as long as the topic tells of them. A
     * height whose block is to be replaced is none of them.
     */
    public synchronized List<Integer> newest(int count) {
        refresh();
        BitSet told = hashes.heights();
        told.or(gone);
        List<Integer> newest = new ArrayList<>();
        for (int height = told.length() - 1;
                height >= 0 && newest.size() < count;
                height = told.previousSetBit(height - 1)) {
            newest.add(height);
        }
        return newest;
    }

    /** The published heights and their times, as they are now; a copy. */
    public synchronized HeightTimes times() {
        return times.copy();
    }

    /** Whether nothing is published at a height any more, and nothing is to replace what was. */
    public synchronized boolean isGone(long height) {
        refresh();
        return !hashes.contains((int) height) && !stale.get((int) height);
    }

    @Override
    public synchronized Optional<String> network() {
        return Optional.ofNullable(network);
    }

    @Override
    public synchronized OptionalInt lowest() {
        return hashes.lowest() < 0 ? OptionalInt.empty() : OptionalInt.of(hashes.lowest());
    }

    @Override
    public synchronized OptionalInt highest() {
        return hashes.highest() < 0 ? OptionalInt.empty() : OptionalInt.of(hashes.highest());
    }

    /** The miner's time of a block, epoch seconds; empty unless it is the published one of its height. */
    public synchronized OptionalLong timeOf(long height, String hash) {
        boolean isPublished = hash != null && hash.equals(hashes.get((int) height));
        return isPublished ? OptionalLong.of(times.at((int) height)) : OptionalLong.empty();
    }

    /** The miner's time of the highest published block, epoch seconds. */
    public synchronized OptionalLong highestTime() {
        return hashes.highest() < 0 ? OptionalLong.empty() : OptionalLong.of(times.at(hashes.highest()));
    }

    /** The nearest published height below this one. */
    public synchronized OptionalInt highestBelow(int height) {
        int below = hashes.highestBelow(height);
        return below < 0 ? OptionalInt.empty() : OptionalInt.of(below);
    }

    @Override
    public synchronized Optional<String> work() {
        return Optional.ofNullable(work);
    }

    @Override
    public synchronized BitSet heights() {
        return hashes.heights();
    }

    /** How often a published block has been taken away or replaced: while it stays the same, heights only come. */
    public synchronized long replaced() {
        return replaced;
    }

    @Override
    public synchronized BitSet staleHeights() {
        return (BitSet) stale.clone();
    }

    @Override
    public void close() {
        table.interrupt();
        synchronized (this) {
            table.close();
        }
    }

    private final class Entries implements TopicTable.Reader {

        @Override
        public void accept(ConsumerRecord<String, byte[]> record) {
            int height = Integer.parseInt(record.key());
            if (record.value() == null) {
                remove(height);
                gone.set(height);
                return;
            }
            ChainEntry entry = ChainEntry.read(record.value());
            network = entry.network();
            put(height, entry);
        }

        @Override
        public void clear() {
            hashes.clear();
            times.clear();
            stale.clear();
            gone.clear();
            network = null;
            work = null;
        }
    }

    private void put(int height, ChainEntry entry) {
        if (entry.stale()) {
            remove(height);
            stale.set(height);
            return;
        }
        // a reorg takes away what it replaces before it adds to what is left
        if (height >= hashes.highest()) {
            work = entry.chainWork();
        }
        if (hashes.contains(height) && !entry.hash().equals(hashes.get(height))) {
            replaced++;
        }
        hashes.put(height, entry.hash());
        times.put(height, entry.time());
        stale.clear(height);
        gone.clear(height);
    }

    private void remove(int height) {
        if (height == hashes.highest()) {
            work = null;
        }
        if (hashes.contains(height)) {
            replaced++;
        }
        hashes.remove(height);
        times.remove(height);
        stale.clear(height);
        gone.clear(height);
    }
}
