package pipeline.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** The positional parameters of a call. */
record RpcParameters(JsonNode values) {

    long number(int index, String name) throws RpcException {
        JsonNode value = values.path(index);
        if (!value.isNumber()) {
            throw wrongType(index, name, value, "number");
        }
        return value.asLong();
    }

    String hash(int index, String name) throws RpcException {
        JsonNode value = values.path(index);
        if (!value.isTextual()) {
            throw wrongType(index, name, value, "string");
        }
        String hash = value.asText();
        if (hash.length() != 64) {
            throw new RpcException(
                    RpcException.INVALID_PARAMETER,
                    "%s must be of length 64 (not %d, for '%s')".formatted(name, hash.length(), hash));
        }
        if (!hash.matches("[0-9a-fA-F]*")) {
            throw new RpcException(
                    RpcException.INVALID_PARAMETER, "%s must be hexadecimal string (not '%s')".formatted(name, hash));
        }
        return hash.toLowerCase(Locale.ROOT);
    }

    /** How much is wanted, as a number or as true for 1 and false for 0; 1 where it is left out. */
    int verbosity(int index) {
        JsonNode value = values.path(index);
        if (value.isBoolean()) {
            return value.asBoolean() ? 1 : 0;
        }
        return value.asInt(1);
    }

    private static RpcException wrongType(int index, String name, JsonNode value, String expected) {
        String actual =
                value.isMissingNode() ? "null" : value.getNodeType().name().toLowerCase(Locale.ROOT);
        return new RpcException(
                RpcException.WRONG_TYPE,
                ("Wrong type passed:\n{\n    \"Position %d (%s)\": \"JSON value of type %s is not of expected type %s\"\n}")
                        .formatted(index + 1, name, actual, expected));
    }
}
