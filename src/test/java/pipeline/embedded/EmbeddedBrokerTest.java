package pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.servers.JavaProcess;

class EmbeddedBrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] BLOCK = {1, 2, 3};

    @TempDir
    Path directory;

    @Test
    void finds_its_data_and_its_port_again_when_reopened() throws Exception {
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder())) {
            assertThat(broker.ownsServer()).isTrue();
            address = broker.brokers();
            createTopic(address);
            publish(address, BLOCK);
            assertThat(read(address, 1)).containsExactly(BLOCK);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder())) {
            assertThat(broker.brokers()).isEqualTo(address);
            publish(address, BLOCK);
            assertThat(read(address, 2)).containsExactly(BLOCK, BLOCK);
        }
    }

    @Test
    void takes_a_record_of_20_MiB() throws Exception {
        byte[] large = new byte[20 * 1024 * 1024];
        large[large.length - 1] = 1;
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder())) {
            createTopic(broker.brokers());
            publish(broker.brokers(), large);
            assertThat(read(broker.brokers(), 1).get(0)).isEqualTo(large);
        }
    }

    @Test
    void keeps_what_a_group_has_committed() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder())) {
            createTopic(broker.brokers());
            publish(broker.brokers(), BLOCK);
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker.brokers())) {
                consumer.subscribe(List.of("blocks"));
                Awaitility.await().atMost(PATIENCE).until(() -> !consumer.poll(Duration.ofMillis(100))
                        .isEmpty());
                consumer.commitSync();
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.brokers()))) {
            assertThat(admin.listConsumerGroupOffsets("archive")
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .values())
                    .singleElement()
                    // the record and the transaction's end
                    .satisfies(committed -> assertThat(committed.offset()).isEqualTo(2));
        }
    }

    @Test
    void gives_a_second_opener_the_address_of_the_first() {
        try (EmbeddedBroker first = EmbeddedBroker.open(folder());
                EmbeddedBroker second = EmbeddedBroker.open(folder());
                JavaProcess third = BrokerProgram.start(folder())) {
            assertThat(second.brokers()).isEqualTo(first.brokers());
            assertThat(second.ownsServer()).isFalse();
            third.awaitOutput("found " + first.brokers() + ".", PATIENCE);
        }
    }

    @Test
    void starts_once_when_several_processes_open_the_folder_at_once() {
        try (JavaProcess one = BrokerProgram.start(folder());
                JavaProcess two = BrokerProgram.start(folder())) {
            one.awaitOutput(".\n", PATIENCE);
            two.awaitOutput(".\n", PATIENCE);
            String address = addressOf(one.output().startsWith("started") ? one : two);
            assertThat(List.of(one.output(), two.output()))
                    .containsExactlyInAnyOrder("started " + address + ".\n", "found " + address + ".\n");
        }
    }

    @Test
    void leaves_the_folder_to_the_next_when_it_closes() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.open(folder());
        broker.close();
        try (EmbeddedBroker next = EmbeddedBroker.open(folder())) {
            broker.close();
            createTopic(next.brokers());
        }
    }

    @Test
    void goes_on_when_a_second_opener_closes() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder())) {
            EmbeddedBroker.open(folder()).close();
            createTopic(broker.brokers());
            try (JavaProcess other = BrokerProgram.start(folder())) {
                other.awaitOutput("found " + broker.brokers() + ".", PATIENCE);
                BrokerProgram.finish(other);
                assertThat(other.awaitExit(PATIENCE)).isZero();
            }
            publish(broker.brokers(), BLOCK);
        }
    }

    @Test
    void takes_over_the_folder_of_a_killed_process_with_its_data_and_never_trusts_its_address() throws Exception {
        String staleAddress;
        try (JavaProcess killed = BrokerProgram.start(folder())) {
            staleAddress = addressOf(killed.awaitOutput("started", PATIENCE));
            createTopic(staleAddress);
            publish(staleAddress, BLOCK);
        }
        assertThat(folder().resolve("broker.address")).hasContent(staleAddress);
        try (ServerSocket stranger = new ServerSocket()) {
            stranger.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), portOf(staleAddress)));
            try (EmbeddedBroker broker = EmbeddedBroker.open(folder())) {
                assertThat(broker.ownsServer()).isTrue();
                assertThat(broker.brokers()).isNotEqualTo(staleAddress);
                assertThat(read(broker.brokers(), 1)).containsExactly(BLOCK);
            }
        }
    }

    @Test
    void starts_and_stops_without_a_word() throws Exception {
        try (JavaProcess program = BrokerProgram.start(folder())) {
            String address = addressOf(program.awaitOutput("started", PATIENCE));
            createTopic(address);
            publish(address, BLOCK);
            read(address, 1);
            BrokerProgram.finish(program);
            assertThat(program.awaitExit(PATIENCE)).isZero();
            assertThat(program.output()).isEqualToNormalizingNewlines("started " + address + ".\nclosed.\n");
        }
    }

    @Test
    void says_so_when_a_fault_ends_the_process() throws Exception {
        try (JavaProcess program = BrokerProgram.start(folder())) {
            program.awaitOutput("started", PATIENCE);
            BrokerProgram.fail(program);
            assertThat(program.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(program.output())
                    .contains("The embedded broker in " + folder())
                    .contains("ends this process: a fault for the test")
                    .doesNotContain("closed.");
        }
    }

    private Path folder() {
        return directory.resolve("kafka");
    }

    private String addressOf(JavaProcess program) {
        return program.output().replaceAll("(?s).*started (.*?)\\.\n.*", "$1");
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    private static void createTopic(String brokers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            admin.createTopics(List.of(new NewTopic("blocks", 1, (short) 1)))
                    .all()
                    .get();
            Awaitility.await("leader of the topic")
                    .ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of("blocks"))
                                    .allTopicNames()
                                    .get()
                                    .get("blocks")
                                    .partitions()
                                    .get(0)
                                    .leader()
                            != null);
        }
    }

    private static void publish(String brokers, byte[] value) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                brokers,
                "transactional.id",
                "publish-blocks",
                "max.request.size",
                21 * 1024 * 1024);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("blocks", value));
            producer.commitTransaction();
        }
    }

    private static List<byte[]> read(String brokers, int count) {
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(brokers)) {
            consumer.subscribe(List.of("blocks"));
            Awaitility.await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return values.size() >= count;
            });
        }
        return values;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String brokers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                brokers,
                "group.id",
                "archive",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "session.timeout.ms",
                1000,
                "heartbeat.interval.ms",
                300);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
