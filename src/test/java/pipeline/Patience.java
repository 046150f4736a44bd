package pipeline;

import java.time.Duration;

/** How long a test waits for a whole pipeline on a machine that has other things to do; one that works is seldom waited for. */
final class Patience {

    static final Duration PATIENCE = Duration.ofMinutes(3);

    private Patience() {}
}
