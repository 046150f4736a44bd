package pipeline.check;

import java.time.Duration;
import java.util.List;

/** Looks at one system and leaves it as it was. */
public interface Check {

    /** What it looks at, for the row of one that hangs or breaks down. */
    String what();

    /** What to do in that case. */
    String advice();

    /** How long it may take: one system that hangs must not hold up the table. */
    default Duration limit() {
        return Duration.ofSeconds(10);
    }

    /**
     * Looks, in a thread of its own that is interrupted at the limit.
     *
     * @return a row for each thing
     * @throws Exception for what it knows no row for
     */
    List<Row> look() throws Exception;
}
