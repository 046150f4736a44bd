package pipeline.bitcoin;

/**
 * A request to a node and how to read what it answers.
 *
 * @param <T> what the answer says
 */
public record NodeCall<T>(NodeRequest request, AnswerReader<T> reader) {

    /** Turns an answer into a value. */
    @FunctionalInterface
    public interface AnswerReader<T> {
        T read(NodeAnswer answer) throws NodeException, BadBlockException;
    }
}
