package pipeline.verify;

import java.time.Duration;

/**
 * What an audit has come to.
 *
 * @param highest height up to which there has to be a file
 * @param unprovenPrevouts inputs that say what they spend, which is not archived
 * @param arrived files that came while the audit ran, below what it has audited
 * @param rate for a person
 */
public record AuditResult(
        AuditScope scope,
        int highest,
        BlockCounts counts,
        Unproven unproven,
        long provenPrevouts,
        long unprovenPrevouts,
        Findings findings,
        long arrived,
        Duration elapsed,
        String rate) {}
