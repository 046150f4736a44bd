package pipeline.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** One call of JSON-RPC, in the version of Bitcoin Core before 28 (like 1.0, both fields in an answer) or in version 2.0. */
record RpcRequest(JsonNode call) {

    /** Answers the body of a POST: one call or a batch of them. */
    static NodeAnswer answer(byte[] body, RpcMethods methods) {
        try {
            JsonNode calls = parse(body);
            if (!calls.isArray()) {
                return new RpcRequest(calls).answer(methods);
            }
            ArrayNode replies = JsonNodeFactory.instance.arrayNode();
            calls.forEach(call -> replies.add(new RpcRequest(call).reply(methods)));
            return NodeAnswer.json(200, replies);
        } catch (RpcException refusal) {
            JsonNode reply = new RpcRequest(NodeJson.object().putNull("id")).failure(refusal);
            return NodeAnswer.json(refusal.httpStatus(), reply);
        }
    }

    private static JsonNode parse(byte[] body) throws RpcException {
        try {
            JsonNode calls = NodeJson.parse(body);
            if (!calls.isContainerNode()) {
                throw new RpcException(RpcException.PARSE_ERROR, "Top-level object parse error");
            }
            return calls;
        } catch (IOException e) {
            throw new RpcException(RpcException.PARSE_ERROR, "Parse error");
        }
    }

    private NodeAnswer answer(RpcMethods methods) {
        try {
            return NodeAnswer.json(200, success(call(methods)));
        } catch (RpcException refusal) {
            return NodeAnswer.json(isVersion2() ? 200 : refusal.httpStatus(), failure(refusal));
        }
    }

    private JsonNode reply(RpcMethods methods) {
        try {
            return success(call(methods));
        } catch (RpcException refusal) {
            return failure(refusal);
        }
    }

    private JsonNode call(RpcMethods methods) throws RpcException {
        if (!call.isObject()) {
            throw new RpcException(RpcException.INVALID_REQUEST, "Invalid Request object");
        }
        if (!call.path("method").isTextual()) {
            throw new RpcException(RpcException.INVALID_REQUEST, "Method must be a string");
        }
        return methods.call(call.get("method").asText(), new RpcParameters(call.path("params")));
    }

    private JsonNode success(JsonNode result) {
        ObjectNode reply = isVersion2() ? NodeJson.object().put("jsonrpc", "2.0") : NodeJson.object();
        reply.set("result", result);
        return withId(isVersion2() ? reply : reply.putNull("error"));
    }

    private JsonNode failure(RpcException refusal) {
        ObjectNode reply = NodeJson.object();
        if (isVersion2()) {
            reply.put("jsonrpc", "2.0");
        } else {
            reply.putNull("result");
        }
        reply.set("error", refusal.json());
        return withId(reply);
    }

    private ObjectNode withId(ObjectNode reply) {
        JsonNode id = call.path("id");
        return reply.set("id", id.isMissingNode() ? NullNode.instance : id);
    }

    private boolean isVersion2() {
        return call.path("jsonrpc").asText().equals("2.0");
    }
}
