package pipeline.bitcoin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Bitcoin Core's JSON-RPC: requests of versions 1.0 and batches of them; answers of 1.0 and 2.0. */
final class JsonRpc {

    private static final int WARMING_UP = -28;
    private static final int BLOCK_NOT_FOUND = -5;
    private static final int HEIGHT_OUT_OF_RANGE = -8;
    private static final int MISCELLANEOUS = -1;

    private JsonRpc() {}

    static NodeRequest request(String method, Object... parameters) {
        return NodeRequest.post(call(0, method, parameters).toString());
    }

    /** One call for each parameter, in one request. */
    static NodeRequest batch(String method, List<?> parameters) {
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < parameters.size(); i++) {
            calls.add(call(i, method, parameters.get(i)));
        }
        return NodeRequest.post(calls.toString());
    }

    static JsonNode result(NodeAnswer answer) throws NodeException {
        AnswerCheck.refused(answer);
        JsonNode json = AnswerCheck.json(answer);
        failOnError(json);
        if (answer.status() != 200 || !json.hasNonNull("result")) {
            throw AnswerCheck.unexpected(answer);
        }
        return json.get("result");
    }

    /** Whether the node says that it knows no such block. */
    static boolean isUnknownBlock(NodeAnswer answer) throws NodeException {
        AnswerCheck.refused(answer);
        return AnswerCheck.json(answer).path("error").path("code").asInt() == BLOCK_NOT_FOUND;
    }

    /** Results of a batch in the order of its calls, up to the first height that is out of range. */
    static List<JsonNode> results(NodeAnswer answer, int count) throws NodeException {
        AnswerCheck.refused(answer);
        JsonNode json = AnswerCheck.json(answer);
        if (!json.isArray()) {
            failOnError(json);
            throw AnswerCheck.unexpected(answer);
        }
        JsonNode[] results = new JsonNode[count];
        for (JsonNode single : json) {
            if (single.path("error").path("code").asInt() == HEIGHT_OUT_OF_RANGE) {
                continue;
            }
            failOnError(single);
            int id = single.path("id").asInt(-1);
            if (id < 0 || id >= count) {
                throw new NodeException("answers a batch with an unknown id: " + single.path("id"));
            }
            results[id] = AnswerCheck.field(single, "result");
        }
        return Arrays.stream(results).takeWhile(Objects::nonNull).toList();
    }

    private static ObjectNode call(int id, String method, Object... parameters) {
        ObjectNode call = JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", "1.0")
                .put("id", id)
                .put("method", method);
        ArrayNode array = call.putArray("params");
        for (Object parameter : parameters) {
            array.addPOJO(parameter);
        }
        return call;
    }

    private static void failOnError(JsonNode json) throws NodeException {
        JsonNode error = json.path("error");
        if (error.isMissingNode() || error.isNull()) {
            return;
        }
        int code = error.path("code").asInt();
        String message = error.path("message").asText();
        throw switch (code) {
            case WARMING_UP -> new NodeException("is starting: " + message, "Wait until it has started", null);
            case BLOCK_NOT_FOUND, MISCELLANEOUS -> AnswerCheck.noBlock(message);
            default -> new NodeException("answers error " + code + ": " + message);
        };
    }
}
