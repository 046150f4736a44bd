package pipeline.bitcoin;

import java.nio.charset.StandardCharsets;

/**
 * What a node answered over HTTP, errors too.
 *
 * @param status HTTP status
 * @param body empty where there was none
 */
public record NodeAnswer(int status, byte[] body) {

    private static final int SHOWN = 200;

    /** The body as a line of text, shortened for a message. */
    String excerpt() {
        String text = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "an empty answer" : text.replaceAll("\\s+", " ");
    }
}
