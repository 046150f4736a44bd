package pipeline.bitcoin;

/** A node gave no usable answer; time or an operator can heal it, so ask again later. */
public class NodeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    public NodeException(String message) {
        this(message, "", null);
    }

    public NodeException(String message, Throwable cause) {
        this(message, "", cause);
    }

    NodeException(String message, String remedy, Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What an operator can do about it; empty where the message says that, or only time helps. */
    public String remedy() {
        return remedy;
    }

    /** The same fault, told with the subject it lacks. */
    NodeException of(String node) {
        return new NodeException(node + " " + getMessage(), remedy, getCause());
    }
}
