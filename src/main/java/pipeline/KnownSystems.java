package pipeline;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import pipeline.chain.ChainIndex;
import pipeline.chain.KafkaClients;

/**
 * What else than its files can tell of an archive.
 *
 * @param index empty where there is no Kafka
 * @param nodes none where there is no node
 * @param closing ends what runs in this process
 */
record KnownSystems(Optional<ChainIndex> index, List<URI> nodes, List<Runnable> closing) implements AutoCloseable {

    /**
     * Reads the chain index.
     *
     * @throws KafkaException when Kafka does not answer, refuses, or has no such topic
     */
    static ChainIndex index(KafkaClients clients, String topic) {
        ChainIndex index = new ChainIndex(clients, topic);
        try {
            index.refresh();
            return index;
        } catch (KafkaException e) {
            index.close();
            throw new KafkaException("No chain index of topic " + topic + " (kafka.topics.raw-blocks) at "
                    + clients.brokers() + " (kafka.brokers) to compare it with: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        index.ifPresent(ChainIndex::close);
        closing.forEach(Runnable::run);
    }
}
