package pipeline.chain;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** Says of what could not be handled: which route and step, what failed, why, when and how often. */
public final class DeadLetter {

    /** Exchange property with the height, where it is known. */
    public static final String HEIGHT = "blockHeight";

    /** Exchange property with how often it was tried, where that was more than once. */
    public static final String ATTEMPTS = "attempts";

    /** Turns the message into the record to keep: a key, headers of text, and the bytes that stand in the body. */
    public void describe(Exchange exchange) {
        Message message = exchange.getMessage();
        byte[] bytes = message.getBody(byte[].class);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        String route = exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class);
        Long height = exchange.getProperty(HEIGHT, Long.class);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("route", route);
        said.put("step", exchange.getProperty(Exchange.FAILURE_ENDPOINT, String.class));
        said.put("exception", failure.getClass().getName());
        said.put("message", failure.getMessage());
        said.put("attempts", exchange.getProperty(ATTEMPTS, 1, Integer.class));
        said.put("firstTime", Instant.ofEpochMilli(exchange.getClock().getCreated()));
        said.put("lastTime", Instant.now());
        said.put("topic", message.getHeader(KafkaConstants.TOPIC));
        said.put("partition", message.getHeader(KafkaConstants.PARTITION));
        said.put("offset", message.getHeader(KafkaConstants.OFFSET));
        said.put("height", height);
        message.setHeader(KafkaConstants.KEY, key(route, height, message));
        said.forEach((name, value) -> {
            if (value != null) {
                message.setHeader(name, value.toString());
            }
        });
        // a null would close the letter
        message.setBody(bytes == null ? new byte[0] : bytes);
    }

    private static String key(String route, Long height, Message message) {
        return message.getHeader(KafkaConstants.OFFSET) == null
                ? DeadLetters.key(route, height)
                : message.getHeader(KafkaConstants.TOPIC) + "-" + message.getHeader(KafkaConstants.PARTITION) + "-"
                        + message.getHeader(KafkaConstants.OFFSET);
    }
}
