package pipeline.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An error answer of the RPC interface, with Bitcoin Core's code ({@code rpc/protocol.h}). */
final class RpcException extends Exception {

    static final int WRONG_TYPE = -3;
    static final int BLOCK_NOT_FOUND = -5;
    static final int INVALID_PARAMETER = -8;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int PARSE_ERROR = -32700;

    private static final long serialVersionUID = 1L;

    private final int code;

    RpcException(int code, String message) {
        super(message);
        this.code = code;
    }

    ObjectNode json() {
        return NodeJson.object().put("code", code).put("message", getMessage());
    }

    /** The status that goes with the error where the request was not of JSON-RPC 2.0. */
    int httpStatus() {
        return switch (code) {
            case INVALID_REQUEST -> 400;
            case METHOD_NOT_FOUND -> 404;
            default -> 500;
        };
    }
}
