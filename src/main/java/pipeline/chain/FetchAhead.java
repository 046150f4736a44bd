package pipeline.chain;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.camel.RuntimeCamelException;
import pipeline.bitcoin.BlockHeader;

/**
 * Fetches and encodes blocks in parallel and ahead of who publishes them, and hands them over in order, in ranges of which each is
 * to be one transaction. While one is sent the next ones come, as far as memory allows.
 *
 * @param fetcher one block
 * @param parallelism blocks fetched at a time
 * @param threads as many, at least
 */
public record FetchAhead(Fetcher fetcher, int parallelism, Executor threads) {

    /** Bytes after which a range is full: a larger transaction saves no time any more. */
    private static final long RANGE_BYTES = 10_000_000;

    private static final int RANGE_BLOCKS = 100;

    /** Bytes that wait to be sent; each thread may add one more block. */
    private static final long AHEAD_BYTES = 20_000_000;

    private static final int AHEAD_BLOCKS = 3 * RANGE_BLOCKS;

    /** Fetches and encodes one block. */
    public interface Fetcher {

        /** @return empty where it has become a dead letter */
        Optional<BlockRecord> fetch(BlockHeader header) throws Exception;
    }

    /**
     * Begins to fetch, and goes on until the iterator is at its end or closed.
     *
     * @param headers of blocks that follow each other
     * @return their blocks in ranges, without those that became dead letters. Where fetching a block fails, a
     *     {@link RuntimeCamelException} with the fault takes the place of its range
     */
    public Iterator<List<BlockRecord>> ranges(List<BlockHeader> headers) {
        Ranges ranges = new Ranges(headers);
        for (int thread = 0; thread < Math.min(parallelism, headers.size()); thread++) {
            threads.execute(ranges::fetch);
        }
        return ranges;
    }

    /** What came of a header. */
    private record Fetched(Optional<BlockRecord> block, Exception fault) {

        int bytes() {
            return block.map(record -> record.value().length).orElse(0);
        }
    }

    private final class Ranges implements Iterator<List<BlockRecord>>, Closeable {

        private final List<BlockHeader> headers;
        private final Fetched[] fetched;
        private int begun;
        private int handedOver;
        private long waitingBytes;
        private boolean ended;

        Ranges(List<BlockHeader> headers) {
            this.headers = headers;
            this.fetched = new Fetched[headers.size()];
        }

        @Override
        public synchronized boolean hasNext() {
            return handedOver < fetched.length;
        }

        @Override
        public synchronized List<BlockRecord> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<BlockRecord> range = new ArrayList<>();
            long bytes = 0;
            for (int count = 0; hasNext() && count < RANGE_BLOCKS && bytes < RANGE_BYTES; count++) {
                Fetched next = take();
                next.block.ifPresent(range::add);
                bytes += next.bytes();
            }
            return range;
        }

        private Fetched take() {
            while (fetched[handedOver] == null) {
                await();
            }
            Fetched next = fetched[handedOver];
            if (next.fault != null) {
                close();
                throw RuntimeCamelException.wrapRuntimeCamelException(next.fault);
            }
            fetched[handedOver++] = null;
            waitingBytes -= next.bytes();
            notifyAll();
            return next;
        }

        /** In each of the threads. */
        void fetch() {
            for (int position = begin(); position >= 0; position = begin()) {
                try {
                    put(position, new Fetched(fetcher.fetch(headers.get(position)), null));
                } catch (Exception e) {
                    put(position, new Fetched(Optional.empty(), e));
                }
            }
        }

        /** The next header to fetch once there is room for its block; −1 when there is nothing more to do. */
        private synchronized int begin() {
            while (!ended && begun < fetched.length && isFull()) {
                await();
            }
            return ended || begun == fetched.length ? -1 : begun++;
        }

        private boolean isFull() {
            return waitingBytes >= AHEAD_BYTES || begun - handedOver >= AHEAD_BLOCKS;
        }

        private synchronized void put(int position, Fetched what) {
            fetched[position] = what;
            waitingBytes += what.bytes();
            ended |= what.fault != null;
            notifyAll();
        }

        private void await() {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RuntimeCamelException("Interrupted while blocks were fetched", e);
            }
        }

        /** Blocks under way come to their end and are dropped. */
        @Override
        public synchronized void close() {
            ended = true;
            notifyAll();
        }
    }
}
