package pipeline.chain;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A dead letter that is open.
 *
 * @param isOfRecord whether it is of a record that could not be read, not of a height that could not be fetched or published
 * @param attempts how often it was tried, as text; {@code ?} where the letter does not tell
 * @param obstacle why it would help nobody to close it; empty where it does
 */
public record OpenLetter(
        String key,
        boolean isOfRecord,
        OptionalInt height,
        String route,
        String attempts,
        String message,
        Optional<String> obstacle) {

    private static final String UNTOLD = "?";

    static OpenLetter of(String key, LetterHeaders headers, Optional<String> obstacle) {
        return new OpenLetter(
                key,
                headers.isOfRecord(),
                headers.height(),
                headers.text(LetterHeaders.ROUTE).orElse(UNTOLD),
                headers.text(LetterHeaders.ATTEMPTS).orElse(UNTOLD),
                headers.text(LetterHeaders.MESSAGE).orElse(UNTOLD),
                obstacle);
    }
}
