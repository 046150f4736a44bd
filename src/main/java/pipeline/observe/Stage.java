package pipeline.observe;

import java.util.Locale;

/** Where a block has got to. */
enum Stage {
    FETCHED,
    PUBLISHED,
    ARCHIVED;

    /** Its name as a label of metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
