package pipeline.chain;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of what could not be handled: which route and step, what failed, why, when and how often. */
public final class DeadLetter {

    /** Exchange property with the height, where it is known before Kafka knows it. */
    public static final String BLOCK_HEIGHT = "blockHeight";

    /** Exchange property with the block's hash, where it is known. */
    public static final String BLOCK_HASH = "blockHash";

    /** Exchange property with how often it was tried now, where that was more than once. */
    public static final String ATTEMPTS = LetterHeaders.ATTEMPTS;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetter.class);

    /** Header with the key of the record that could not be read, whatever it is. */
    private static final String RECORD_KEY = "recordKey";

    /** What the names of the headers begin with that the record itself had. */
    private static final String OF_RECORD = "record.";

    private final Topics topics;
    private final DeadLetters letters;

    /** @param letters tell how often the same has failed before */
    public DeadLetter(Topics topics, DeadLetters letters) {
        this.topics = topics;
        this.letters = letters;
    }

    /** Key of the letter of what is no record of a topic. */
    static String key(String route, Object height) {
        return route + "/" + height;
    }

    /** Turns the message into the record to keep: a key, headers of text, and the bytes that stand in the body. */
    public void describe(Exchange exchange) {
        Message message = exchange.getMessage();
        String route = exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class);
        Object height = exchange.getProperty(BLOCK_HEIGHT, message.getHeader(KafkaConstants.KEY), Object.class);
        Optional<RecordPlace> place = place(message);
        String key = place.map(RecordPlace::toString).orElse(key(route, height));
        Map<String, Object> said = new LinkedHashMap<>();
        said.put(LetterHeaders.ROUTE, route);
        said.put(LetterHeaders.HEIGHT, String.valueOf(height).matches("\\d{1,9}") ? height : null);
        said.put(LetterHeaders.HASH, exchange.getProperty(BLOCK_HASH));
        addFailure(said, exchange);
        addAttempts(said, key, exchange);
        place.ifPresent(record -> addRecord(said, record, message));
        byte[] bytes = message.getBody(byte[].class);
        if (bytes != null && bytes.length > topics.largestDeadLetter(bytes.length)) {
            said.put("bytesLeftOut", bytes.length);
            bytes = null;
        }
        // the letter takes along nothing but what it says, and what a consumer needs to go on
        message.removeHeaders("*", KafkaConstants.MANUAL_COMMIT);
        message.setHeader(KafkaConstants.KEY, key);
        said.forEach((name, value) -> {
            if (value != null) {
                message.setHeader(name, value instanceof byte[] ? value : value.toString());
            }
        });
        // a null would close the letter
        message.setBody(bytes == null ? new byte[0] : bytes);
    }

    private static void addFailure(Map<String, Object> said, Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        said.put(LetterHeaders.STEP, exchange.getProperty(Exchange.FAILURE_ENDPOINT));
        said.put(LetterHeaders.EXCEPTION, failure.getClass().getName());
        said.put(LetterHeaders.MESSAGE, failure.getMessage());
    }

    private void addAttempts(Map<String, Object> said, String key, Exchange exchange) {
        Attempts now = new Attempts(
                exchange.getProperty(ATTEMPTS, 1, Integer.class),
                Instant.ofEpochMilli(exchange.getClock().getCreated()));
        Attempts all = earlier(key).map(before -> before.and(now)).orElse(now);
        said.put(LetterHeaders.ATTEMPTS, all.count());
        said.put(LetterHeaders.FIRST_TIME, all.firstTime());
        said.put(LetterHeaders.LAST_TIME, Instant.now());
    }

    private static void addRecord(Map<String, Object> said, RecordPlace record, Message message) {
        said.put(LetterHeaders.TOPIC, record.partition().topic());
        said.put(LetterHeaders.PARTITION, record.partition().partition());
        said.put(LetterHeaders.OFFSET, record.offset());
        said.put(RECORD_KEY, message.getHeader(KafkaConstants.KEY));
        message.getHeader(KafkaConstants.HEADERS, new RecordHeaders(), Headers.class)
                .forEach(header -> said.put(OF_RECORD + header.key(), header.value()));
    }

    private static Optional<RecordPlace> place(Message message) {
        Long offset = message.getHeader(KafkaConstants.OFFSET, Long.class);
        return offset == null
                ? Optional.empty()
                : Optional.of(new RecordPlace(
                        new TopicPartition(
                                message.getHeader(KafkaConstants.TOPIC, String.class),
                                message.getHeader(KafkaConstants.PARTITION, Integer.class)),
                        offset));
    }

    private Optional<Attempts> earlier(String key) {
        try {
            letters.refresh();
        } catch (KafkaException e) {
            // better a letter with too low a count than none
            LOG.warn("Cannot see how often {} has failed before: {}", key, e.getMessage());
        }
        return letters.attempts(key);
    }
}
