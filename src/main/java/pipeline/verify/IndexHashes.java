package pipeline.verify;

import java.time.Duration;
import java.util.Optional;
import pipeline.chain.PublishedChain;

/** What the chain index says; it moves while an audit runs. */
public final class IndexHashes implements KnownHashes {

    private static final long LONGEST_MEMORY = Duration.ofSeconds(2).toNanos();

    private final PublishedChain index;
    private long refreshed = System.nanoTime() - LONGEST_MEMORY;

    public IndexHashes(PublishedChain index) {
        this.index = index;
    }

    @Override
    public synchronized Optional<String> hashAt(long height) {
        refresh();
        return index.hashAt(height);
    }

    /** A height between others may be a dead letter's, but above all of them there is nothing. */
    @Override
    public synchronized boolean denies(long height) {
        refresh();
        return height > index.highest().orElse(Integer.MAX_VALUE)
                && !index.staleHeights().get((int) height);
    }

    private void refresh() {
        if (System.nanoTime() - refreshed > LONGEST_MEMORY) {
            index.refresh();
            refreshed = System.nanoTime();
        }
    }

    @Override
    public String toString() {
        return "the chain index";
    }
}
