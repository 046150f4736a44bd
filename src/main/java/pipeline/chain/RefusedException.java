package pipeline.chain;

/** Going on would mix what must not be mixed; only another setting helps, so the process ends. */
public class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
