package chaos;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A fault that is on for a while, and knows whether it has met anybody. */
public final class Spell {

    private final long start = System.nanoTime();
    private final Duration duration;
    private final AtomicInteger hits = new AtomicInteger();

    /** Begins now. */
    Spell(Duration duration) {
        this.duration = duration;
    }

    /** Whether it still lasts. */
    boolean isOn() {
        return System.nanoTime() - start < duration.toNanos();
    }

    void hit() {
        hits.incrementAndGet();
    }

    boolean hasHit() {
        return hits.get() > 0;
    }
}
