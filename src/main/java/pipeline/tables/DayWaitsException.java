package pipeline.tables;

/** A day cannot be written now, and others can. */
public class DayWaitsException extends Exception {

    private static final long serialVersionUID = 1L;

    public DayWaitsException(String reason) {
        super(reason);
    }

    public DayWaitsException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
