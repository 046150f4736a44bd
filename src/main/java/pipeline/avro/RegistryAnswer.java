package pipeline.avro;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a schema registry answered.
 *
 * @param request method and address, for messages
 * @param json a missing node where the answer is not JSON
 */
record RegistryAnswer(String request, int status, JsonNode json) {

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** Confluent's code of the error, finer than the status; 0 when the answer has none. */
    int errorCode() {
        return json.path("error_code").asInt();
    }

    /** The registry's own words on an error; empty when the answer has none. */
    String message() {
        return json.path("message").asText();
    }

    /** The answer's JSON, or the error that it is. */
    JsonNode mandatory() throws SchemaRegistryException {
        if (status == OK && !json.isMissingNode()) {
            return json;
        }
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw new SchemaRegistryException(attempt()
                    + ", which refuses who asks: set schema-registry.user and schema-registry.password" + reason());
        }
        if (status == OK || status == NOT_FOUND && errorCode() == 0) {
            throw new SchemaRegistryException(attempt()
                    + ", but not as Confluent's API does: look at the path of schema-registry.url" + reason());
        }
        throw new SchemaRegistryException(attempt() + " (schema-registry.url)" + reason());
    }

    /** JSON, but not what the API promises. */
    SchemaRegistryException unexpected() {
        return new SchemaRegistryException(
                attempt() + ", but not as Confluent's API does: look at the path of schema-registry.url");
    }

    private String attempt() {
        return "The schema registry answered " + request + " with HTTP " + status;
    }

    private String reason() {
        return message().isEmpty() ? "" : ": " + message();
    }
}
