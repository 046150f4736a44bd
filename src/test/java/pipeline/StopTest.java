package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.HeldFileSystem.Hold;
import pipeline.bitcoin.RecordedExchange;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;

/** A stop, as by SIGTERM, at the worst of moments: in time, without a fuss, and with nothing to repair afterwards. */
class StopTest {

    private static final String LAST = "--heights.to=80";

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static SampleNode sample;

    private FaultyNode node;
    private Arrived arrived;

    @BeforeAll
    static void startServers() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        sample = SampleNode.start();
    }

    @AfterAll
    static void stopServers() {
        sample.close();
        broker.close();
    }

    @BeforeEach
    void startNode() {
        node = FaultyNode.before(sample);
        String topic = "blocks-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void sigterm_while_the_node_is_down_loses_nothing() throws Exception {
        node.goDown();
        RunningPipeline pipeline = start();
        pipeline.log().await("Cannot reach the node");
        stopsQuietly(pipeline);
        node.comeBack();
        aRestartCompletesTheRange();
    }

    @Test
    void sigterm_while_a_block_waits_to_be_fetched_again_loses_nothing() throws Exception {
        Fault fault = node.on(
                request -> request.asksForBlock(Arrived.hash(70)),
                ALWAYS,
                Reaction.answer(Answer.of(RecordedExchange.of("28.1", "warming up"))));
        RunningPipeline pipeline = start();
        // the wait behind the fourth is 1.6 s
        Awaitility.await().atMost(PATIENCE).until(() -> fault.hits() >= 4);
        stopsQuietly(pipeline);
        fault.heal();
        aRestartCompletesTheRange();
    }

    @Test
    void sigterm_while_bad_bytes_wait_to_be_fetched_again_dead_letters_nothing() throws Exception {
        Fault fault = node.on(request -> request.asksForBlock(Arrived.hash(70)), 2, Reaction.block(bytes -> {
            bytes[bytes.length - 1] ^= 1;
            return bytes;
        }));
        RunningPipeline pipeline = start();
        Awaitility.await().atMost(PATIENCE).until(() -> fault.hits() == 1);
        stopsQuietly(pipeline);
        fault.heal();
        aRestartCompletesTheRange();
    }

    @Test
    void sigterm_while_the_node_is_silent_loses_nothing() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Fault fault = node.on(request -> request.asksForBlock(Arrived.hash(70)), ALWAYS, Reaction.hang(never));
        RunningPipeline pipeline = start();
        Awaitility.await().atMost(PATIENCE).until(() -> fault.hits() > 0);
        // Camel interrupts what does not end, and its Kafka consumers tell that with a stack trace
        pipeline.close();
        assertThat(pipeline.log().count("Dead letter")).isZero();
        fault.heal();
        aRestartCompletesTheRange();
    }

    @Test
    void sigterm_amid_catching_up_loses_nothing() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Fault hold = node.on(request -> request.asksForBlock(Arrived.hash(60)), 1, Reaction.hang(goOn));
        RunningPipeline pipeline = start();
        Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() > 0);
        goOn.countDown();
        stopsQuietly(pipeline);
        assertThat(pipeline.log().count("Done:")).isZero();
        aRestartCompletesTheRange();
    }

    @Test
    void sigterm_amid_archiving_loses_nothing() throws Exception {
        Hold hold = HeldFileSystem.hold("block_30.json");
        RunningPipeline pipeline = start("--hdfs.url=" + HeldFileSystem.URL);
        hold.awaitReached();
        hold.release();
        stopsQuietly(pipeline);
        assertThat(pipeline.log().count("Done:")).isZero();
        aRestartCompletesTheRange();
    }

    @Test
    void sigterm_while_a_file_waits_to_be_written_again_loses_nothing() throws Exception {
        Files.writeString(arrived.archive(), "a file in the way");
        RunningPipeline pipeline = start();
        pipeline.log().await("trying again (3)");
        stopsQuietly(pipeline);
        Files.delete(arrived.archive());
        aRestartCompletesTheRange();
    }

    private static void stopsQuietly(RunningPipeline pipeline) throws Exception {
        // fails by itself when it takes too long
        pipeline.close();
        assertThat(pipeline.log().stackTraces()).isEmpty();
        assertThat(pipeline.log().count("Dead letter")).isZero();
    }

    private void aRestartCompletesTheRange() throws Exception {
        try (RunningPipeline pipeline = start()) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
        arrived.isExactly(0, 80);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    private RunningPipeline start(String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = LAST;
        return RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), all);
    }
}
