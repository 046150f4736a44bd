package pipeline.bitcoin;

/** The bytes are not the block that was asked for, or not a whole and consistent block. Fetching them again may help; waiting does not. */
public class BadBlockException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadBlockException(String message) {
        super(message);
    }
}
