package pipeline;

import java.util.List;

/** The settings do not allow a start; the message has a line for every fault. */
final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    SettingsException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }
}
