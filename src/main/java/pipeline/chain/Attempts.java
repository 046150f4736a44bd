package pipeline.chain;

import java.time.Instant;

/**
 * How often something was tried in vain.
 *
 * @param count at least 1
 * @param firstTime when that began
 */
record Attempts(int count, Instant firstTime) {

    /** Both together. */
    Attempts and(Attempts later) {
        return new Attempts(count + later.count, firstTime.isBefore(later.firstTime) ? firstTime : later.firstTime);
    }
}
