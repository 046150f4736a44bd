package pipeline.bitcoin;

/**
 * Something to ask a node, whichever way it talks: {@code dialect -> dialect.rawBlock(hash)}.
 *
 * @param <T> what the answer says
 */
@FunctionalInterface
public interface NodeQuestion<T> {
    NodeCall<T> in(NodeDialect dialect);
}
