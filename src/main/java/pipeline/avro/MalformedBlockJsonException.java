package pipeline.avro;

import java.io.IOException;

/** Text that was read whole or in part is not the JSON of a block; reading it again does not help. */
public class MalformedBlockJsonException extends IOException {

    private static final long serialVersionUID = 1L;

    public MalformedBlockJsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
