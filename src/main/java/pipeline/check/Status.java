package pipeline.check;

/** How a thing was found. */
public enum Status {
    OK,
    /** It works, and may cost something later. */
    WARN,
    /** The pipeline would refuse it, wait for it, or lose something by it. */
    FAIL
}
