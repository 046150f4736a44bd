package pipeline;

import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;

/**
 * Makes producers that close in time: Kafka's own waits for ever for a broker that is away with a transaction open. Knows the
 * consumers that are open.
 */
final class ClosingKafkaClientFactory extends DefaultKafkaClientFactory {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Set<Consumer<?, ?>> consumers = ConcurrentHashMap.newKeySet();

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
        Consumer<?, ?> consumer = new KafkaConsumer<>(settings) {
            @Override
            public void close() {
                consumers.remove(this);
                super.close();
            }
        };
        consumers.add(consumer);
        return consumer;
    }

    /** Records of a topic that no consumer of this process has read yet; {@code NaN} while none has a partition of it. */
    double unread(String topic) {
        return consumers.stream()
                .flatMap(consumer -> consumer.metrics().values().stream())
                .filter(metric -> metric.metricName().name().equals("records-lag")
                        && topic.equals(metric.metricName().tags().get("topic")))
                .map(Metric::metricValue)
                .mapToDouble(Double.class::cast)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }
}
