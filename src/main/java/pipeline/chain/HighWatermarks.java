package pipeline.chain;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends of partitions, transactions that are not yet through included. Kafka answers a commit before readers can see it, so
 * who reads only to the last stable offset may miss what was committed a moment ago.
 */
final class HighWatermarks {

    /** Milliseconds; who stops while Kafka is away has no more, and who goes on asks again. */
    private static final int PATIENCE = 3000;

    private HighWatermarks() {}

    static Map<TopicPartition, Long> of(Admin admin, Collection<TopicPartition> partitions) {
        try {
            return admin
                    .listOffsets(
                            partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED).timeoutMs(PATIENCE))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "Kafka (kafka.brokers) does not tell the ends of " + partitions + ": "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
