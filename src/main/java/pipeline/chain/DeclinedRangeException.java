package pipeline.chain;

/** A range of a shared backfill is not for this process: whoever leads copies it. */
public final class DeclinedRangeException extends Exception {

    private static final long serialVersionUID = 1L;

    DeclinedRangeException(String message) {
        super(message);
    }
}
