package pipeline;

import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Makes producers that close in time: Kafka's own waits for ever for a broker that is away with a transaction open. */
final class ClosingKafkaClientFactory extends DefaultKafkaClientFactory {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @Override
    public Producer<?, ?> getProducer(Properties settings) {
        return new KafkaProducer<>(settings) {
            @Override
            public void close() {
                close(PATIENCE);
            }
        };
    }
}
