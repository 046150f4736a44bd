package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.FaultyNode.Request;
import pipeline.bitcoin.RecordedExchange;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;

/** Nodes that cannot be reached or do not let the pipeline in, and others that stand in for them. */
class NodeAccessTest {

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static SampleNode sample;

    private FaultyNode node;
    private FaultyNode other;
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
    void startNodes() {
        node = FaultyNode.before(sample);
        other = FaultyNode.before(sample);
        String topic = "blocks-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @AfterEach
    void stopNodes() {
        node.close();
        other.close();
    }

    @Test
    void a_node_that_is_out_of_queue_503_is_asked_ever_less_often_by_all_that_fetch() throws Exception {
        Fault full = node.on(
                Request::asksForBlock,
                ALWAYS,
                Reaction.answer(Answer.of(RecordedExchange.of("28.1", "work queue full"))));
        try (RunningPipeline pipeline = RunningPipeline.start(
                node.url(),
                arrived.brokers(),
                arrived.topic(),
                arrived.archive(),
                "--heights.to=100",
                "--fetch.parallelism=4")) {
            // each of the four calls six times: 0.2 s after the first, then 0.4, 0.8, 1.6 and 3.2; then comes the wait
            // for
            // the next poll
            Awaitility.await().atMost(PATIENCE).until(() -> full.hits() >= 28);
            Duration longest = full.waits().stream().max(Duration::compareTo).orElseThrow();
            assertThat(longest).isGreaterThan(Duration.ofSeconds(1));
            Duration all = full.waits().stream().reduce(Duration.ZERO, Duration::plus);
            assertThat(all).isGreaterThan(Duration.ofSeconds(6));
            full.heal();
            assertThat(pipeline.awaitStatus()).isZero();
        }
        arrived.isExactly(0, 100);
    }

    @Test
    void a_node_that_answers_401_is_told_without_the_secret_and_the_cookie_read_again_until_it_is_right()
            throws Exception {
        Path cookie = Files.writeString(directory.resolve(arrived.topic() + ".cookie"), "__cookie__:stale-secret");
        node.withoutRest();
        Fault refused = node.on(
                request -> !authorization("__cookie__:right-secret").equals(request.authorization()),
                ALWAYS,
                Reaction.answer(Answer.of(RecordedExchange.of("28.1", "wrong password"))));
        try (RunningPipeline pipeline = start(node.url(), "--bitcoin.rpc.cookie-file=" + cookie, "--heights.to=2")) {
            pipeline.log().await("trying again");
            assertThat(refused.hits()).isPositive();
            assertThat(pipeline.log().warnings()).allSatisfy(line -> assertThat(line.text())
                    .contains("refuses the credentials", node.url(), "bitcoin.rpc.cookie-file"));
            assertThat(pipeline.log().stackTraces()).isEmpty();
            Files.writeString(cookie, "__cookie__:right-secret");
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().text())
                    .doesNotContain("stale-secret", "right-secret", authorization("__cookie__:stale-secret"));
        }
        arrived.isExactly(0, 2);
    }

    @Test
    void a_missing_cookie_is_told_and_waited_for() throws Exception {
        Path cookie = directory.resolve(arrived.topic() + ".cookie");
        try (RunningPipeline pipeline = start(node.url(), "--bitcoin.rpc.cookie-file=" + cookie, "--heights.to=2")) {
            pipeline.log().await("Cannot read the cookie " + cookie + " (bitcoin.rpc.cookie-file)");
            assertThat(pipeline.log().stackTraces()).isEmpty();
            Files.writeString(cookie, "__cookie__:right-secret");
            assertThat(pipeline.awaitStatus()).isZero();
        }
        arrived.isExactly(0, 2);
    }

    @Test
    void a_node_that_is_unreachable_at_the_start_is_named_with_its_setting_and_waited_for() throws Exception {
        node.goDown();
        try (RunningPipeline pipeline = start(node.url(), "--heights.to=2")) {
            pipeline.log().await("Cannot reach the node at " + node.url() + " (bitcoin.rpc.url)");
            assertThat(pipeline.log().stackTraces()).isEmpty();
            node.comeBack();
            assertThat(pipeline.awaitStatus()).isZero();
        }
        arrived.isExactly(0, 2);
    }

    @Test
    void a_node_that_is_warming_up_is_waited_for() throws Exception {
        node.withoutRest();
        List<Fault> stages = RecordedExchange.of("28.1").stream()
                .filter(recorded -> recorded.name().equals("warming up"))
                .map(recorded -> node.on(request -> true, 1, Reaction.answer(Answer.of(recorded))))
                .toList();
        try (RunningPipeline pipeline = start(node.url(), "--heights.to=2")) {
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().text()).contains("is starting: Loading banlist…");
        }
        assertThat(stages).hasSize(3).allSatisfy(stage -> assertThat(stage.hits())
                .isOne());
        arrived.isExactly(0, 2);
    }

    @Test
    void a_node_that_is_slow_beyond_the_time_out_is_asked_again() throws Exception {
        Fault slow = node.on(Request::asksForBlock, 2, Reaction.hang(new CountDownLatch(1)));
        try (RunningPipeline pipeline =
                start(node.url(), "--camel.component.http.response-timeout=2000", "--heights.to=2")) {
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
        assertThat(slow.hits()).isEqualTo(2);
        arrived.isExactly(0, 2);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void the_chain_is_asked_of_the_first_node_again_when_the_second_fails() throws Exception {
        Predicate<Request> chain = request -> request.path().equals("/rest/chaininfo.json");
        try (RunningPipeline pipeline = start(node.url() + "," + other.url(), "--heights.from=180")) {
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.publishedHeights()
                    .contains(183));
            node.goDown();
            long askedOfOther = other.count(chain);
            Awaitility.await().atMost(PATIENCE).until(() -> other.count(chain) > askedOfOther);
            node.comeBack();
            other.goDown();
            long askedOfNode = node.count(chain);
            Awaitility.await().atMost(PATIENCE).until(() -> node.count(chain) > askedOfNode);
            assertThat(pipeline.isRunning()).isTrue();
        }
    }

    @Test
    void another_node_serves_while_one_is_down() throws Exception {
        Fault hold = node.on(Request::asksForBlock, ALWAYS, Reaction.hangUp());
        Fault holdOther = other.on(Request::asksForBlock, ALWAYS, Reaction.hangUp());
        try (RunningPipeline pipeline = start(node.url() + "," + other.url(), "--heights.to=9")) {
            Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() > 0 && holdOther.hits() > 0);
            node.goDown();
            holdOther.heal();
            assertThat(pipeline.awaitStatus()).isZero();
        }
        arrived.isExactly(0, 9);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void another_node_serves_what_one_has_pruned() throws Exception {
        Fault pruned = node.on(Request::asksForBlock, ALWAYS, prunedBlock());
        assertThat(run(node.url() + "," + other.url(), "--heights.to=9")).isZero();
        assertThat(pruned.hits()).isPositive();
        arrived.isExactly(0, 9);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_block_that_one_node_has_pruned_waits_for_the_other_that_is_busy(boolean prunedFirst) throws Exception {
        node.on(Request::asksForBlock, ALWAYS, prunedBlock());
        Fault busy = other.on(
                Request::asksForBlock, 3, Reaction.answer(Answer.of(RecordedExchange.of("28.1", "warming up"))));
        String nodes = prunedFirst ? node.url() + "," + other.url() : other.url() + "," + node.url();
        assertThat(run(nodes, "--heights.to=0")).isZero();
        assertThat(busy.hits()).isEqualTo(3);
        arrived.isExactly(0, 0);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void a_range_that_begins_below_what_the_node_has_pruned_is_refused_at_the_start() throws Exception {
        node.on(Request::asksForChain, ALWAYS, Reaction.answer(prunedChain()));
        try (RunningPipeline pipeline = start(node.url(), "--heights.from=3", "--heights.to=9")) {
            assertThat(pipeline.awaitStatus()).isEqualTo(2);
            assertThat(pipeline.log().text()).contains("Height 3 is asked for (heights.from)", "pruned below 7");
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
        assertThat(run(node.url(), "--heights.from=7", "--heights.to=9")).isZero();
        arrived.isExactly(List.of(7, 8, 9));
    }

    private static Answer prunedChain() {
        String chain =
                new String(RecordedExchange.of("31.99", "REST chain info").answer(), StandardCharsets.UTF_8);
        return Answer.of(
                200,
                chain.replaceAll("\"blocks\":\\d+", "\"blocks\":183")
                        .replace("\"pruned\":false", "\"pruned\":true,\"pruneheight\":7"));
    }

    private static Reaction prunedBlock() {
        return (node, exchange, request) -> {
            String hash = request.path().replaceAll(".*/([0-9a-f]{64})\\..*", "$1");
            Reaction.answer(Answer.of(404, hash + " not available (pruned data)\r\n"))
                    .react(node, exchange, request);
        };
    }

    private static String authorization(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private int run(String nodes, String... settings) throws Exception {
        try (RunningPipeline pipeline = start(nodes, settings)) {
            return pipeline.awaitStatus();
        }
    }

    private RunningPipeline start(String nodes, String... settings) {
        return RunningPipeline.start(nodes, arrived.brokers(), arrived.topic(), arrived.archive(), settings);
    }
}
