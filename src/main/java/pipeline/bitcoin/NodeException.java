package pipeline.bitcoin;

/** A node gave no usable answer; time or an operator can heal it, so ask again later. */
public class NodeException extends Exception {

    private static final long serialVersionUID = 1L;

    public NodeException(String message) {
        super(message);
    }

    public NodeException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same fault, told with the subject it lacks. */
    NodeException of(String node) {
        return new NodeException(node + " " + getMessage(), getCause());
    }
}
