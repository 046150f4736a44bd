package pipeline.bitcoin;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** What RPC and REST answers have in common: how they fail, and that they are JSON. */
final class AnswerCheck {

    /** Amounts of money are decimals and never pass through a double. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AnswerCheck() {}

    /** Fails where the HTTP status alone says that the node did not look at the request. */
    static void refused(NodeAnswer answer) throws NodeException {
        switch (answer.status()) {
            case 401 ->
                throw new NodeException(
                        "refuses the credentials (bitcoin.rpc.user and bitcoin.rpc.password, or bitcoin.rpc.cookie-file)",
                        "Set bitcoin.rpc.user and bitcoin.rpc.password, or bitcoin.rpc.cookie-file to the .cookie in the"
                                + " node's data folder",
                        null);
            case 403 ->
                throw new NodeException(
                        "does not serve this machine's address (rpcallowip in the node's bitcoin.conf)",
                        "Add rpcallowip and rpcbind to the node's bitcoin.conf",
                        null);
            case 503 ->
                throw new NodeException(
                        "is busy or starting: " + answer.excerpt(),
                        "Wait; where it stays so, raise rpcworkqueue in the node's bitcoin.conf or lower fetch.parallelism",
                        null);
            default -> {}
        }
    }

    static JsonNode json(NodeAnswer answer) throws NodeException {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw unexpected(answer);
        }
    }

    static JsonNode field(JsonNode object, String name) throws NodeException {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            throw new NodeException("gives an answer without " + name);
        }
        return value;
    }

    /** Fails as fits a text that says why a block is not served. */
    static NodeException noBlock(String reason) {
        return reason.contains("pruned data")
                ? new BlockPrunedException("has pruned the block: " + reason)
                : new NodeException("does not have the block: " + reason);
    }

    static NodeException unexpected(NodeAnswer answer) {
        return new NodeException("answers HTTP " + answer.status() + ": " + answer.excerpt());
    }
}
