package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.open(folder);
        clients = new KafkaClients(broker.brokers(), Map.of());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void each_height_has_the_hash_that_was_written_last() throws Exception {
        createTopics("last");
        try (ChainIndex index = new ChainIndex(clients, "last");
                KafkaProducer<String, byte[]> producer = producer("last")) {
            index.refresh();
            assertThat(index.network()).isEmpty();
            assertThat(index.lowest()).isEmpty();

            commit(producer, "last", 7, "aa".repeat(32));
            commit(producer, "last", 9, "bb".repeat(32));
            commit(producer, "last", 7, "cc".repeat(32));
            index.refresh();
            assertThat(index.hashAt(7)).contains("cc".repeat(32));
            assertThat(index.hashAt(8)).isEmpty();
            assertThat(index.lowest()).isEqualTo(OptionalInt.of(7));
            assertThat(index.highest()).isEqualTo(OptionalInt.of(9));
            assertThat(index.network()).contains("regtest");
        }
    }

    @Test
    void a_null_takes_a_height_away() throws Exception {
        createTopics("gone");
        try (ChainIndex index = new ChainIndex(clients, "gone");
                KafkaProducer<String, byte[]> producer = producer("gone")) {
            commit(producer, "gone", 7, "aa".repeat(32));
            index.refresh();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("gone.chain", "7", null));
            producer.commitTransaction();
            index.refresh();
            assertThat(index.hashAt(7)).isEmpty();
            assertThat(index.heights().isEmpty()).isTrue();
        }
    }

    @Test
    void what_was_aborted_is_not_there() throws Exception {
        createTopics("aborted");
        try (ChainIndex index = new ChainIndex(clients, "aborted");
                KafkaProducer<String, byte[]> producer = producer("aborted")) {
            producer.beginTransaction();
            send(producer, "aborted", 7, "aa".repeat(32));
            producer.flush();
            producer.abortTransaction();
            index.refresh();
            assertThat(index.heights().isEmpty()).isTrue();
        }
    }

    @Test
    void a_transaction_that_is_not_yet_through_is_waited_for() throws Exception {
        createTopics("open");
        try (ChainIndex index = new ChainIndex(clients, "open");
                KafkaProducer<String, byte[]> producer = producer("open")) {
            producer.beginTransaction();
            send(producer, "open", 7, "aa".repeat(32));
            producer.flush();
            CompletableFuture<Void> refreshed = CompletableFuture.runAsync(index::refresh);
            Awaitility.await().during(Duration.ofSeconds(2)).until(() -> !refreshed.isDone());
            producer.commitTransaction();
            refreshed.get(20, TimeUnit.SECONDS);
            assertThat(index.hashAt(7)).contains("aa".repeat(32));
        }
    }

    @Test
    void the_work_is_that_of_the_highest_height_also_after_a_reorg() throws Exception {
        createTopics("work");
        try (ChainIndex index = new ChainIndex(clients, "work");
                KafkaProducer<String, byte[]> producer = producer("work")) {
            producer.beginTransaction();
            send(producer, "work", 7, new ChainEntry("regtest", "aa".repeat(32), null, 1, "07", false));
            send(producer, "work", 9, new ChainEntry("regtest", "bb".repeat(32), null, 1, "09", false));
            send(producer, "work", 8, new ChainEntry("regtest", "cc".repeat(32), null, 1, "08", false));
            producer.commitTransaction();
            index.refresh();
            assertThat(index.work()).contains("09");

            // what goes is told before what comes
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("work.chain", "9", null));
            send(producer, "work", 8, new ChainEntry("regtest", "dd".repeat(32), null, 1, "0a", false));
            producer.commitTransaction();
            index.refresh();
            assertThat(index.work()).contains("0a");
        }
    }

    @Test
    void a_stale_block_is_not_published_and_not_gone() throws Exception {
        createTopics("stale");
        try (ChainIndex index = new ChainIndex(clients, "stale");
                KafkaProducer<String, byte[]> producer = producer("stale")) {
            commit(producer, "stale", 7, "aa".repeat(32));
            commit(producer, "stale", 8, "bb".repeat(32));
            producer.beginTransaction();
            send(producer, "stale", 8, ChainEntry.stale("bb".repeat(32), "regtest"));
            producer.commitTransaction();
            index.refresh();
            assertThat(index.hashAt(8)).isEmpty();
            assertThat(index.highest()).isEqualTo(OptionalInt.of(7));
            assertThat(index.staleHeights().stream()).containsExactly(8);
            assertThat(index.isGone(7)).isFalse();
            assertThat(index.isGone(8)).isFalse();
            assertThat(index.isGone(9)).isTrue();

            commit(producer, "stale", 8, "cc".repeat(32));
            index.refresh();
            assertThat(index.hashAt(8)).contains("cc".repeat(32));
            assertThat(index.staleHeights().isEmpty()).isTrue();
        }
    }

    @Test
    void the_newest_heights_are_published_ones_and_those_that_are_gone() throws Exception {
        createTopics("newest");
        try (ChainIndex index = new ChainIndex(clients, "newest");
                KafkaProducer<String, byte[]> producer = producer("newest")) {
            assertThat(index.newest(100)).isEmpty();
            commit(producer, "newest", 5, "55".repeat(32));
            commit(producer, "newest", 7, "77".repeat(32));
            commit(producer, "newest", 8, "88".repeat(32));
            commit(producer, "newest", 9, "99".repeat(32));
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("newest.chain", "9", null));
            send(producer, "newest", 8, ChainEntry.stale("88".repeat(32), "regtest"));
            producer.commitTransaction();
            assertThat(index.newest(100)).containsExactly(9, 7, 5);
            assertThat(index.newest(2)).containsExactly(9, 7);
            assertThat(index.isCanonical(9, null)).isTrue();
            assertThat(index.isCanonical(7, null)).isFalse();
            assertThat(index.isCanonical(7, "77".repeat(32))).isTrue();

            // written by another process: memory says otherwise, and is refreshed
            commit(producer, "newest", 9, "aa".repeat(32));
            assertThat(index.isCanonical(9, "aa".repeat(32))).isTrue();
            assertThat(index.newest(100)).containsExactly(9, 7, 5);
        }
    }

    @Test
    void entries_of_an_older_and_of_a_newer_release_are_read() throws Exception {
        ChainEntry older =
                ChainEntry.read("{\"network\":\"main\",\"hash\":\"aa\",\"previous_block_hash\":null,\"timestamp\":1}"
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(older).isEqualTo(new ChainEntry("main", "aa", null, 1, null, false));
        ChainEntry newer = ChainEntry.read(
                "{\"network\":\"main\",\"hash\":\"aa\",\"timestamp\":1,\"chain_work\":\"07\",\"colour\":[1]}"
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(newer).isEqualTo(new ChainEntry("main", "aa", null, 1, "07", false));
        assertThat(new String(newer.toJson(), StandardCharsets.US_ASCII)).doesNotContain("stale");
    }

    @Test
    void a_topic_that_is_not_there_is_not_taken_for_an_empty_index() {
        try (ChainIndex index = new ChainIndex(clients, "missing")) {
            assertThatThrownBy(index::refresh)
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("missing.chain");
        }
    }

    private static void createTopics(String topic) throws Exception {
        new Topics(clients, topic, 1, OptionalInt.empty()).createOrCheck();
    }

    private static KafkaProducer<String, byte[]> producer(String id) {
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.brokers(), "transactional.id", id),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void commit(KafkaProducer<String, byte[]> producer, String topic, int height, String hash) {
        producer.beginTransaction();
        send(producer, topic, height, hash);
        producer.commitTransaction();
    }

    private static void send(KafkaProducer<String, byte[]> producer, String topic, int height, String hash) {
        String entry =
                "{\"network\":\"regtest\",\"hash\":\"" + hash + "\",\"previous_block_hash\":null,\"timestamp\":1}";
        producer.send(new ProducerRecord<>(
                Topics.chain(topic), String.valueOf(height), entry.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void send(KafkaProducer<String, byte[]> producer, String topic, int height, ChainEntry entry) {
        producer.send(new ProducerRecord<>(Topics.chain(topic), String.valueOf(height), entry.toJson()));
    }
}
