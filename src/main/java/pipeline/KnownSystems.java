package pipeline;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.chain.ChainIndex;
import pipeline.chain.KafkaClients;

/**
 * What else than its files can tell of an archive.
 *
 * @param index empty where there is no Kafka or no such topic
 * @param nodes none where there is no node
 * @param closing ends what runs in this process
 */
record KnownSystems(Optional<ChainIndex> index, List<URI> nodes, List<Runnable> closing) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KnownSystems.class);

    /**
     * Reads the chain index; empty where the topic is not there.
     *
     * @throws KafkaException when Kafka does not answer
     */
    static Optional<ChainIndex> index(KafkaClients clients, String topic) {
        ChainIndex index = new ChainIndex(clients, topic);
        try {
            index.refresh();
            return Optional.of(index);
        } catch (TimeoutException e) {
            index.close();
            throw new KafkaException(
                    "Kafka at " + clients.brokers() + " (kafka.brokers) does not answer: " + e.getMessage(), e);
        } catch (KafkaException e) {
            index.close();
            LOG.warn("No chain index to compare the archive with: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        index.ifPresent(ChainIndex::close);
        closing.forEach(Runnable::run);
    }
}
