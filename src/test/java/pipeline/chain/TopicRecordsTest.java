package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;

class TopicRecordsTest {

    private static final int PARTITIONS = 3;

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    private String topic;
    private TopicRecords records;
    private KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.open(folder);
        clients = new KafkaClients(broker.brokers(), Map.of());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        topic = "records-" + System.nanoTime();
        new Topics(clients, topic, PARTITIONS, OptionalInt.empty()).createOrCheck();
        records = new TopicRecords(clients, topic);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.brokers(), "transactional.id", topic),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    @AfterEach
    void closeProducer() {
        producer.close();
    }

    @Test
    void the_newest_record_of_a_height_is_found_wherever_it_lies() throws Exception {
        Map<Integer, RecordMetadata> written = new HashMap<>();
        for (int height = 0; height < 200; height++) {
            written.put(height, commit(height, "block " + height));
        }
        for (int height : List.of(0, 1, 2, 42, 150, 198, 199)) {
            isNewest(height, "block " + height, written.get(height));
        }
        isNewest(42, "another", commit(42, "another"));
    }

    @Test
    void a_height_that_is_gone_is_a_null_and_one_that_never_was_is_no_record() throws Exception {
        commit(7, "block");
        RecordMetadata gone = commit(7, null);
        isNewest(7, null, gone);
        isNone(newest(8));
    }

    @Test
    void what_was_aborted_is_passed_over() throws Exception {
        RecordMetadata block = commit(7, "block");
        producer.beginTransaction();
        RecordMetadata aborted = send(7, "aborted");
        producer.abortTransaction();
        isNewest(7, "block", block);
        isNone(at(aborted.partition(), aborted.offset()));
    }

    @Test
    void a_transaction_that_is_not_yet_through_is_waited_for() throws Exception {
        producer.beginTransaction();
        RecordMetadata block = send(7, "block");
        CompletableFuture<Message> found = CompletableFuture.supplyAsync(() -> newest(7));
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> !found.isDone());
        producer.commitTransaction();
        assertThat(found.get(20, TimeUnit.SECONDS).getHeader(KafkaConstants.OFFSET))
                .isEqualTo(block.offset());
    }

    @Test
    void a_record_is_read_by_its_offset_as_long_as_it_is_on_the_log() throws Exception {
        RecordMetadata first = commit(7, "first");
        RecordMetadata second = commit(7, "second");
        isRecord(at(first.partition(), first.offset()), 7, "first", first);

        try (Admin admin = clients.admin()) {
            TopicPartition partition = new TopicPartition(topic, second.partition());
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(second.offset())))
                    .all()
                    .get();
        }
        isNone(at(first.partition(), first.offset()));
        isRecord(at(second.partition(), second.offset()), 7, "second", second);
        isNone(at(second.partition(), second.offset() + 1));
        isNone(at(second.partition(), second.offset() + 1000));
    }

    @Test
    void a_newer_record_is_one_that_the_message_does_not_come_from() throws Exception {
        RecordMetadata first = commit(7, "first");
        Exchange exchange = exchange();
        records.at(exchange, first.partition(), first.offset());
        records.newer(exchange, 7);
        isNone(exchange.getMessage());

        RecordMetadata second = commit(7, "second");
        records.at(exchange, first.partition(), first.offset());
        records.newer(exchange, 7);
        isRecord(exchange.getMessage(), 7, "second", second);
    }

    @Test
    void heights_are_told_apart_by_where_their_newest_record_lies() throws Exception {
        for (int height = 0; height < 100; height++) {
            commit(height, "block");
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            offsets.put(new TopicPartition(topic, partition), Long.MAX_VALUE);
        }
        RecordMetadata next = commit(50, "another");
        TopicPartition partition = new TopicPartition(topic, next.partition());
        List<Integer> heights = List.of(3, 50, 99, 1000);
        ArchivedHeights archived = new ArchivedHeights(null, records, null);

        offsets.put(partition, next.offset());
        assertThat(archived.archived(heights, offsets)).containsExactlyInAnyOrder(3, 99);
        offsets.put(partition, next.offset() + 1);
        assertThat(archived.archived(heights, offsets)).containsExactlyInAnyOrder(3, 50, 99);
        offsets.remove(partition);
        assertThat(archived.archived(heights, offsets)).doesNotContain(50);
        assertThat(archived.archived(heights, Map.of())).isEmpty();
        assertThat(archived.archived(List.of(), offsets)).isEmpty();
    }

    private void isNewest(int height, String value, RecordMetadata written) {
        isRecord(newest(height), height, value, written);
    }

    private void isRecord(Message message, int height, String value, RecordMetadata written) {
        assertThat(message.getBody(String.class)).isEqualTo(value);
        assertThat(message.getHeader(KafkaConstants.KEY)).isEqualTo(String.valueOf(height));
        assertThat(message.getHeader(KafkaConstants.TOPIC)).isEqualTo(topic);
        assertThat(message.getHeader(KafkaConstants.PARTITION)).isEqualTo(written.partition());
        assertThat(message.getHeader(KafkaConstants.OFFSET)).isEqualTo(written.offset());
        assertThat(message.getHeader("mine")).isEqualTo("stays");
    }

    private static void isNone(Message message) {
        assertThat(message.getBody()).isNull();
        assertThat(message.getHeaders()).containsOnlyKeys("mine");
    }

    private Message newest(int height) {
        Exchange exchange = exchange();
        records.newest(exchange, height);
        return exchange.getMessage();
    }

    private Message at(int partition, long offset) {
        Exchange exchange = exchange();
        records.at(exchange, partition, offset);
        return exchange.getMessage();
    }

    /** One that has been somewhere else before. */
    private static Exchange exchange() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody("another");
        exchange.getMessage().setHeader(KafkaConstants.OFFSET, 99L);
        exchange.getMessage().setHeader("mine", "stays");
        return exchange;
    }

    private RecordMetadata commit(int height, String value) throws Exception {
        producer.beginTransaction();
        RecordMetadata written = send(height, value);
        producer.commitTransaction();
        return written;
    }

    private RecordMetadata send(int height, String value) throws Exception {
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.US_ASCII);
        return producer.send(new ProducerRecord<>(topic, String.valueOf(height), bytes))
                .get();
    }
}
