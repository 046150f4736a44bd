package pipeline.check;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import pipeline.chain.KafkaClients;

/** Kafka, asked by one administrator for all questions and not waited for. Thread-safe. */
public final class Cluster implements AutoCloseable {

    private static final int REQUEST_MILLIS = 4_000;
    private static final int QUESTION_MILLIS = 5_000;

    private final KafkaClients clients;
    private Admin admin;

    private Cluster(KafkaClients clients) {
        this.clients = clients;
    }

    /** @param settings the user's own; those of time are ours */
    public static Cluster of(String brokers, Map<String, Object> settings) {
        Map<String, Object> hasty = new HashMap<>(settings);
        hasty.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        hasty.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, QUESTION_MILLIS);
        hasty.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        return new Cluster(new KafkaClients(brokers, hasty));
    }

    /** The same cluster, met at another address; to be closed too. */
    Cluster at(String brokers) {
        return new Cluster(new KafkaClients(brokers, clients.settings()));
    }

    public KafkaClients clients() {
        return clients;
    }

    /** @throws KafkaException when Kafka does not answer, or does not say */
    public boolean has(String topic) throws InterruptedException {
        try {
            ask(asked -> asked.describeTopics(List.of(topic)).allTopicNames());
            return true;
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    /** @throws KafkaException for whatever keeps Kafka from answering, and for what it answers instead */
    <T> T ask(Function<Admin, KafkaFuture<T>> question) throws InterruptedException {
        try {
            return question.apply(admin()).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException fault ? fault : new KafkaException(e.getCause());
        }
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = clients.admin();
        }
        return admin;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
