package pipeline.avro;

import java.io.IOException;

/** The schema registry cannot be reached, refuses or fails; time or an operator can heal that. */
public class SchemaRegistryException extends IOException {

    private static final long serialVersionUID = 1L;

    public SchemaRegistryException(String message) {
        super(message);
    }

    public SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
