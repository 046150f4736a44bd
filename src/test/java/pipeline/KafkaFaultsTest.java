package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.embedded.BrokerProgram;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleNode;
import pipeline.servers.JavaProcess;

/** A broker that is killed and started again, in a JVM of its own. */
class KafkaFaultsTest {

    @TempDir
    Path directory;

    private final SampleNode sample = SampleNode.start();
    private final FaultyNode node = FaultyNode.before(sample);
    private JavaProcess broker;
    private Arrived arrived;

    @BeforeEach
    void startBroker() {
        broker = startedBroker();
        String address = broker.output().replaceAll("(?s).*started (\\S+:\\d+)\\..*", "$1");
        arrived = new Arrived(address, "blocks", directory.resolve("archive"));
    }

    @AfterEach
    void stopServers() {
        broker.close();
        node.close();
        sample.close();
    }

    @Test
    void kafka_is_down_between_two_ranges_and_nothing_is_lost_or_twice() throws Exception {
        CountDownLatch brokerIsBack = new CountDownLatch(1);
        // the first hundred heights are published when the second hundred is fetched
        Fault hold = node.on(
                request -> request.asksForBlock(Arrived.hash(150)), FaultyNode.ALWAYS, Reaction.hang(brokerIsBack));
        try (RunningPipeline pipeline = start("--heights.to=183")) {
            Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() > 0);
            broker.close();
            brokerIsBack.countDown();
            broker = startedBroker();
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
        arrived.isExactly(0, 183);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void kafka_is_down_amid_many_small_transactions_and_nothing_is_lost_or_twice() throws Exception {
        try (SampleNode growing = SampleNode.start(SampleChain.blocks().subList(0, 1), SampleChain.spentOutputs());
                RunningPipeline pipeline = RunningPipeline.start(
                        growing.url(), arrived.brokers(), arrived.topic(), arrived.archive(), "--heights.to=60")) {
            Thread miner = new Thread(() -> {
                for (int tip = 1; tip <= 60; tip++) {
                    growing.switchTo(SampleChain.blocks().subList(tip, tip + 1));
                    int mined = tip;
                    // the next block waits for the one before, so that each is a transaction of its own
                    Awaitility.await().atMost(PATIENCE).until(() -> arrived.files()
                            .contains("block_" + mined + ".json"));
                }
            });
            miner.start();
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.files().contains("block_5.json"));
            broker.close();
            broker = startedBroker();
            assertThat(pipeline.awaitStatus()).isZero();
            miner.join();
        }
        arrived.isExactly(0, 60);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void kafka_is_down_at_the_start_and_is_named_with_its_setting_and_waited_for() throws Exception {
        broker.close();
        try (RunningPipeline pipeline =
                start("--heights.to=3", "--kafka.default.api.timeout.ms=3000", "--kafka.request.timeout.ms=2000")) {
            pipeline.log().await("Kafka at " + arrived.brokers() + " (kafka.brokers) does not answer");
            assertThat(pipeline.log().stackTraces()).isEmpty();
            broker = startedBroker();
            assertThat(pipeline.awaitStatus()).isZero();
        }
        arrived.isExactly(0, 3);
    }

    @Test
    void kafka_is_down_and_a_stop_takes_no_longer_than_another() throws Exception {
        try (RunningPipeline pipeline = start("--heights.from=170")) {
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.files().contains("block_183.json"));
            broker.close();
            // a poll that waits for a broker, as it would for a minute
            Awaitility.await().atMost(PATIENCE).until(() -> isUnderWay("pipeline.chain.TopicTable"));
        }
    }

    @Test
    void a_stop_while_the_broker_is_down_with_a_range_to_publish_takes_no_longer_than_another() throws Exception {
        CountDownLatch down = new CountDownLatch(1);
        node.on(request -> request.asksForBlock(Arrived.hash(160)), 1, Reaction.hang(down));
        try (RunningPipeline pipeline = start("--pipeline.roles=ingest")) {
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.publishedHeights()
                    .contains(99));
            broker.close();
            down.countDown();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> isUnderWay("org.apache.camel.component.kafka.KafkaProducer"));
        }
    }

    @Test
    void a_stop_while_the_broker_is_down_amid_a_record_takes_no_longer_than_another() throws Exception {
        HeldFileSystem.Hold hold = HeldFileSystem.hold("block_100.json");
        try (RunningPipeline pipeline = start("--hdfs.url=" + HeldFileSystem.URL)) {
            hold.awaitReached();
            broker.close();
            hold.release();
            Awaitility.await().atMost(PATIENCE).until(() -> isUnderWay("pipeline.chain.HighWatermarks"));
        }
    }

    private static boolean isUnderWay(String className) {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(className));
    }

    private JavaProcess startedBroker() {
        return BrokerProgram.start(directory.resolve("kafka")).awaitOutput("started", PATIENCE);
    }

    private RunningPipeline start(String... settings) {
        return RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), settings);
    }
}
