package pipeline.chain;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
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
    private static final long AHEAD_BYTES = 10_000_000;

    private static final int AHEAD_BLOCKS = 3 * RANGE_BLOCKS;

    /** Fetches and encodes one block. */
    public interface Fetcher {

        /** @return empty where it has become a dead letter */
        Optional<BlockRecord> fetch(BlockHeader header) throws Exception;
    }

    /**
     * Blocks that are to be one transaction.
     *
     * @param fault what is in the place of the blocks where one of them could not be fetched; else null
     */
    public record Range(List<BlockRecord> blocks, Exception fault) {

        /** @throws Exception the fault, where there is one */
        public List<BlockRecord> blocksOrFault() throws Exception {
            if (fault != null) {
                throw fault;
            }
            return blocks;
        }
    }

    /**
     * Begins to fetch, and goes on until the iterator is at its end or closed.
     *
     * @param headers of blocks that follow each other
     * @return their blocks in ranges, without those that became dead letters; a range with a fault is the last one
     */
    public Iterator<Range> ranges(List<BlockHeader> headers) {
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

    private final class Ranges implements Iterator<Range>, Closeable {

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
        public synchronized Range next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<BlockRecord> blocks = new ArrayList<>();
            long bytes = 0;
            for (int count = 0; hasNext() && count < RANGE_BLOCKS && bytes < RANGE_BYTES; count++) {
                Fetched next = take();
                if (next.fault != null) {
                    end();
                    return new Range(List.of(), next.fault);
                }
                next.block.ifPresent(blocks::add);
                bytes += next.bytes();
            }
            return new Range(blocks, null);
        }

        private void end() {
            handedOver = fetched.length;
            close();
        }

        private Fetched take() {
            try {
                while (fetched[handedOver] == null) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Fetched(Optional.empty(), e);
            }
            Fetched next = fetched[handedOver];
            fetched[handedOver++] = null;
            waitingBytes -= next.bytes();
            notifyAll();
            return next;
        }

        /** In each of the threads. */
        void fetch() {
            for (int position = begin(); position >= 0; position = begin()) {
                put(position, fetch(headers.get(position)));
            }
        }

        /** Whatever happens, as the one who waits for this block waits without end. */
        private Fetched fetch(BlockHeader header) {
            try {
                return new Fetched(fetcher.fetch(header), null);
            } catch (Exception e) {
                return new Fetched(Optional.empty(), e);
            } catch (Throwable e) {
                return new Fetched(Optional.empty(), new ExecutionException(e));
            }
        }

        /** The next header to fetch once there is room for its block; −1 when there is nothing more to do. */
        private synchronized int begin() {
            try {
                while (!ended && begun < fetched.length && isFull()) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                if (begun < fetched.length) {
                    put(begun++, new Fetched(Optional.empty(), e));
                }
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

        /** Blocks under way come to their end and are dropped. */
        @Override
        public synchronized void close() {
            ended = true;
            notifyAll();
        }
    }
}
