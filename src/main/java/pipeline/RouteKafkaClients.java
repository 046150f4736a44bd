package pipeline;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Kafka clients of the routes. Their producers close in time: Kafka's own wait for ever for a broker that is away with a
 * transaction open. Of their consumers it is known what they have still to do.
 */
final class RouteKafkaClients extends DefaultKafkaClientFactory {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Set<WatchedConsumer> consumers = ConcurrentHashMap.newKeySet();
    private final String topic;
    private final MeterRegistry metrics;

    /** @param topic of the blocks */
    RouteKafkaClients(String topic, MeterRegistry metrics) {
        this.topic = topic;
        this.metrics = metrics;
    }

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
        String group = settings.getProperty(ConsumerConfig.GROUP_ID_CONFIG);
        boolean isSink = group.startsWith(SinkGroups.prefix(topic));
        WatchedConsumer consumer = new WatchedConsumer(settings, isSink, consumers::remove);
        consumers.add(consumer);
        if (isSink) {
            Gauge.builder("pipeline.sink.lag", () -> left(group))
                    .description("Records of the blocks that a sink has not dealt with")
                    .baseUnit("blocks")
                    .tag("sink", group.substring(SinkGroups.prefix(topic).length()))
                    .register(metrics);
        }
        return consumer;
    }

    /** Records of the blocks that this process has not committed for a group; {@code NaN} while it has no partition of it. */
    double left(String group) {
        return consumers.stream()
                .filter(consumer -> consumer.group().equals(group))
                .map(consumer -> consumer.left(topic))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }
}
