package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;

class ChainIndexTest {

    private static final String HASH = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        clients = new KafkaClients(broker.brokers(), Map.of());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void a_topic_that_the_broker_does_not_know_yet_is_no_empty_index() throws Exception {
        try (ChainIndex index = new ChainIndex(clients, "late")) {
            assertThatThrownBy(index::refresh)
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("late.chain");
            create("late.chain");
            Awaitility.await().ignoreException(KafkaException.class).untilAsserted(index::refresh);
            publish("late.chain");
            index.refresh();
            assertThat(index.hashAt(0)).hasValue(HASH);
        }
    }

    @Test
    void a_transaction_that_is_open_is_waited_for() throws Exception {
        create("open.chain");
        try (ChainIndex index = new ChainIndex(clients, "open");
                KafkaProducer<String, byte[]> producer = producer(Map.of("transactional.id", "open"))) {
            Awaitility.await().ignoreException(KafkaException.class).untilAsserted(index::refresh);
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(entry("open.chain")).get();
            CompletableFuture<Void> refreshed = CompletableFuture.runAsync(index::refresh);
            Awaitility.await().during(Duration.ofMillis(500)).until(() -> !refreshed.isDone());
            producer.commitTransaction();
            refreshed.join();
            assertThat(index.highest()).isEqualTo(OptionalInt.of(0));
        }
    }

    private static void create(String topic) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static void publish(String topic) throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
            producer.send(entry(topic)).get();
        }
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", broker.brokers());
        return new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
    }

    private static ProducerRecord<String, byte[]> entry(String topic) {
        return new ProducerRecord<>(topic, "0", new ChainEntry("regtest", HASH, null, 1296688602).toJson());
    }
}
