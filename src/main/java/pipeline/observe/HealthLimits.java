package pipeline.observe;

import java.time.Duration;
import java.util.Optional;
import org.apache.camel.health.HealthCheck;

/**
 * From when on the pipeline is not ready; each is empty where its number is only told.
 *
 * @param lag blocks still to be published
 * @param archiveAge of the newest archived block, by its own time
 * @param deadLetters that are open
 */
public record HealthLimits(Optional<Integer> lag, Optional<Duration> archiveAge, Optional<Integer> deadLetters) {

    /** For a process that ingests. */
    public HealthCheck lagCheck(Progress progress) {
        return new LimitCheck(
                "lag",
                progress::seen,
                Seen::left,
                "%,.0f blocks are still to be published",
                "health.max-lag",
                lag.map(Integer::doubleValue));
    }

    /** For a process that archives. */
    public HealthCheck archiveCheck(Progress progress) {
        return new LimitCheck(
                "archive-age",
                progress::seen,
                seen -> seen.archived().age(),
                "The newest archived block is %,.0f s old",
                "health.max-archive-age",
                archiveAge.map(age -> (double) age.toSeconds()));
    }

    public HealthCheck deadLetterCheck(Progress progress) {
        return new LimitCheck(
                "dead-letters",
                progress::seen,
                Seen::deadLetters,
                "%,.0f dead letters are open",
                "health.max-dead-letters",
                deadLetters.map(Integer::doubleValue));
    }
}
