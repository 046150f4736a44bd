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
        if (System.nanoTime() - refreshed > LONGEST_MEMORY) {
            index.refresh();
            refreshed = System.nanoTime();
        }
        return index.hashAt(height);
    }

    @Override
    public String toString() {
        return "the chain index";
    }
}
