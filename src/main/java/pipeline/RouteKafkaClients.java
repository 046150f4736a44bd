package pipeline;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Kafka clients of the routes. Their producers close in time: Kafka's own wait for ever for a broker that is away with a
 * transaction open. Of their consumers it is known what they have still to do.
 */
final class RouteKafkaClients extends DefaultKafkaClientFactory {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Set<WatchedConsumer> consumers = ConcurrentHashMap.newKeySet();

    @Override
    public Producer<?, ?> getProducer(Properties settings) {
        return new KafkaProducer<>(settings) {
            @Override
            public void close() {
                close(PATIENCE);
            }
        };
    }

    @Override
    public Consumer<?, ?> getConsumer(Properties settings) {
        WatchedConsumer consumer = new WatchedConsumer(settings, consumers::remove);
        consumers.add(consumer);
        return consumer;
    }

    /** Records of a topic that this process has not committed; {@code NaN} while it has no partition of it. */
    double left(String topic) {
        return consumers.stream()
                .map(consumer -> consumer.left(topic))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }
}
