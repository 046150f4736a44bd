package pipeline.chain;

/** A record has more bytes than its topic takes. */
public class RecordTooLargeException extends Exception {

    private static final long serialVersionUID = 1L;

    public RecordTooLargeException(String message) {
        super(message);
    }
}
