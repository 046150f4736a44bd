package pipeline.chain;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** Says of what could not be handled: which route and step, what failed, why, when and how often. */
public final class DeadLetter {

    /** Exchange property with the height, where it is known before Kafka knows it. */
    public static final String BLOCK_HEIGHT = "blockHeight";

    /** Exchange property with how often it was tried, where that was more than once. */
    public static final String ATTEMPTS = "attempts";

    static final String HEIGHT = "height";
    static final String OFFSET = "offset";

    private final Topics topics;

    public DeadLetter(Topics topics) {
        this.topics = topics;
    }

    /** Turns the message into the record to keep: a key, headers of text, and the bytes that stand in the body. */
    public void describe(Exchange exchange) {
        Message message = exchange.getMessage();
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        String route = exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class);
        Object offset = message.getHeader(KafkaConstants.OFFSET);
        Object height = exchange.getProperty(BLOCK_HEIGHT, message.getHeader(KafkaConstants.KEY), Object.class);
        byte[] bytes = message.getBody(byte[].class);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("route", route);
        said.put("step", exchange.getProperty(Exchange.FAILURE_ENDPOINT));
        said.put("exception", failure.getClass().getName());
        said.put("message", failure.getMessage());
        said.put("attempts", exchange.getProperty(ATTEMPTS, 1, Integer.class));
        said.put("firstTime", Instant.ofEpochMilli(exchange.getClock().getCreated()));
        said.put("lastTime", Instant.now());
        said.put("topic", message.getHeader(KafkaConstants.TOPIC));
        said.put("partition", message.getHeader(KafkaConstants.PARTITION));
        said.put(OFFSET, offset);
        said.put(HEIGHT, String.valueOf(height).matches("\\d{1,9}") ? height : null);
        String key =
                offset == null ? route + "/" + height : said.get("topic") + "-" + said.get("partition") + "-" + offset;
        if (bytes != null && bytes.length > topics.largestDeadLetter()) {
            said.put("bytesLeftOut", bytes.length);
            bytes = null;
        }
        // the letter takes along nothing but what it says, and what a consumer needs to go on
        message.removeHeaders("*", KafkaConstants.MANUAL_COMMIT);
        message.setHeader(KafkaConstants.KEY, key);
        said.forEach((name, value) -> {
            if (value != null) {
                message.setHeader(name, value.toString());
            }
        });
        // a null would close the letter
        message.setBody(bytes == null ? new byte[0] : bytes);
    }
}
