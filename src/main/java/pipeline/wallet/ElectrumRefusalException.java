package pipeline.wallet;

import java.io.IOException;

/** An Electrum server has understood a question and does not answer it, such as of an address with too long a history. */
public final class ElectrumRefusalException extends IOException {

    private static final long serialVersionUID = 1L;

    ElectrumRefusalException(String message) {
        super(message);
    }
}
