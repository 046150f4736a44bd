package pipeline.chain;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What the headers of a dead letter say, or those of the null that closed it. */
record LetterHeaders(Headers headers) {

    static final String ROUTE = "route";
    static final String STEP = "step";
    static final String EXCEPTION = "exception";
    static final String MESSAGE = "message";
    static final String ATTEMPTS = "attempts";
    static final String FIRST_TIME = "firstTime";
    static final String LAST_TIME = "lastTime";
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";
    static final String HEIGHT = "height";
    static final String HASH = "hash";

    /** Empty where there is none of that name. */
    Optional<String> text(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    OptionalInt height() {
        return number(HEIGHT);
    }

    /** Whether it is of a record that could not be read, not of a height that could not be fetched or published. */
    boolean isOfRecord() {
        return text(OFFSET).isPresent();
    }

    /** How often and since when it was tried; empty where that is not told. */
    Optional<Attempts> attempts() {
        OptionalInt count = number(ATTEMPTS);
        Optional<Instant> firstTime = text(FIRST_TIME).flatMap(LetterHeaders::time);
        return count.isEmpty() || firstTime.isEmpty()
                ? Optional.empty()
                : Optional.of(new Attempts(count.getAsInt(), firstTime.get()));
    }

    private OptionalInt number(String name) {
        return text(name)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElseGet(OptionalInt::empty);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
