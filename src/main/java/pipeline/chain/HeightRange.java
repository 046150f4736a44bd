package pipeline.chain;

import java.util.OptionalLong;

/**
 * Which heights the user asked for.
 *
 * @param from first height
 * @param to last height; empty to follow the tip for ever
 * @param fromTime lowest median time, epoch seconds, instead of {@code from}
 * @param toTime highest median time, epoch seconds, instead of {@code to}
 * @param confirmations blocks to stay behind the tip
 */
public record HeightRange(long from, OptionalLong to, OptionalLong fromTime, OptionalLong toTime, int confirmations) {

    /** Whether there is an end to it. */
    public boolean isBounded() {
        return to.isPresent() || toTime.isPresent();
    }
}
