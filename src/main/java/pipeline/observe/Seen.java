package pipeline.observe;

import java.time.Instant;

/**
 * What was seen of the pipeline's progress. Each number is {@code NaN} where this process does not know it.
 *
 * @param tip height of the node's tip
 * @param left heights that are asked for and still to be published
 * @param published the highest block that is published
 * @param archived the highest block that is archived
 * @param backlog records that this process has still to archive
 * @param deadLetters that are open
 */
record Seen(double tip, double left, Point published, Point archived, double backlog, double deadLetters) {

    static final Seen NOTHING = new Seen(Double.NaN, Double.NaN, Point.UNKNOWN, Point.UNKNOWN, Double.NaN, Double.NaN);

    /** @param time of the block, epoch seconds */
    record Point(double height, double time) {

        static final Point UNKNOWN = new Point(Double.NaN, Double.NaN);

        double age() {
            return Math.max(0, Instant.now().getEpochSecond() - time);
        }
    }

    Seen withTip(double height, double left) {
        return new Seen(height, left, published, archived, backlog, deadLetters);
    }

    double publishedLagSeconds() {
        return left == 0 ? 0 : published.age();
    }

    double archivedLagSeconds() {
        return backlog == 0 ? 0 : archived.age();
    }
}
