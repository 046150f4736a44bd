package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.FaultyNode.Request;
import pipeline.bitcoin.RecordedExchange;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** Every error that a real node was seen to give, met while the pipeline follows a growing chain. */
class NodeFaultsTest {

    private static final List<RawBlock> CHAIN = SampleChain.blocks();
    private static final Map<Mode, Following> FOLLOWING = new EnumMap<>(Mode.class);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    /** How the node is asked. */
    enum Mode {
        RPC,
        REST
    }

    /** A pipeline that follows a node, from whose chain a test uncovers block after block. */
    private static final class Following {

        final SampleNode sample = SampleNode.start(CHAIN.subList(0, 1), SampleChain.spentOutputs());
        final FaultyNode node = FaultyNode.before(sample);
        final Arrived arrived;
        final RunningPipeline pipeline;
        int tip;

        Following(Mode mode) {
            arrived = new Arrived(broker.brokers(), "blocks-" + mode, directory.resolve("archive-" + mode));
            if (mode == Mode.RPC) {
                node.withoutRest();
            }
            pipeline = RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive());
        }

        void uncoverNextBlock() {
            tip++;
            sample.switchTo(CHAIN.subList(tip, tip + 1));
        }

        void awaitTip() {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(arrived.archive().resolve("block_" + tip + ".json")));
        }

        void close() throws Exception {
            arrived.isExactly(0, tip);
            assertThat(arrived.deadLetters()).isEmpty();
            pipeline.close();
            node.close();
            sample.close();
        }
    }

    @BeforeAll
    static void follow() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        for (Mode mode : Mode.values()) {
            FOLLOWING.put(mode, new Following(mode));
        }
        FOLLOWING.values().forEach(Following::awaitTip);
    }

    @AfterAll
    static void stop() throws Exception {
        for (Following following : FOLLOWING.values()) {
            following.close();
        }
        broker.close();
    }

    static Stream<Arguments> errors() {
        List<Arguments> errors = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String version : List.of("28.1", "31.99")) {
            for (RecordedExchange recorded : RecordedExchange.of(version)) {
                // what both generations answer alike is tried once
                if (!isError(recorded) || !seen.add(recorded.path() + recorded.status() + text(recorded))) {
                    continue;
                }
                for (Mode mode : recorded.path().startsWith("/rest/") ? List.of(Mode.REST) : List.of(Mode.values())) {
                    errors.add(Arguments.of(mode, Named.of(version + ", " + recorded.name(), recorded)));
                }
            }
        }
        return errors.stream();
    }

    private static boolean isError(RecordedExchange recorded) {
        return recorded.status() != 200 || text(recorded).contains("\"error\":{");
    }

    private static String text(RecordedExchange recorded) {
        return new String(recorded.answer(), StandardCharsets.UTF_8);
    }

    /** Requests that a node could answer so: those by height, those by hash, or the fetching of a block for any other. */
    private static Predicate<Request> kind(RecordedExchange recorded) {
        String request = recorded.path() + recorded.requestBody();
        if (request.contains("getblockhash") || request.contains("blockhashbyheight")) {
            return Request::asksForHashes;
        }
        if (request.contains("spenttxouts")) {
            return Request::asksForSpentOutputs;
        }
        return Request::asksForBlock;
    }

    @ParameterizedTest
    @MethodSource("errors")
    void an_error_that_a_node_gives_for_a_while_is_waited_out(Mode mode, RecordedExchange recorded) {
        Following following = FOLLOWING.get(mode);
        int times = kind(recorded).test(request("getblockhash")) ? 1 : 2;
        Fault fault = following.node.on(kind(recorded), times, Reaction.answer(Answer.of(recorded)));
        following.uncoverNextBlock();
        following.awaitTip();
        assertThat(fault.hits()).isEqualTo(times);
        assertThat(following.pipeline.log().count("Dead letter")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void a_busy_node_is_waited_for_whatever_it_is_asked(Mode mode) {
        Following following = FOLLOWING.get(mode);
        Reaction busy = Reaction.answer(Answer.of(RecordedExchange.of("28.1", "work queue full")));
        List<Fault> faults = List.of(
                following.node.on(Request::asksForHashes, 1, busy),
                following.node.on(Request::asksForHeaders, 1, busy),
                following.node.on(Request::asksForBlock, 1, busy),
                following.node.on(Request::asksForChain, 1, busy));
        following.uncoverNextBlock();
        following.awaitTip();
        assertThat(faults).allSatisfy(fault -> assertThat(fault.hits()).isOne());
        assertThat(following.pipeline.log().count("Dead letter")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void an_answer_that_ends_too_early_or_never_comes_is_asked_for_again(Mode mode) {
        Following following = FOLLOWING.get(mode);
        List<Fault> faults = List.of(
                following.node.on(Request::asksForBlock, 1, Reaction.cutOff()),
                following.node.on(Request::asksForBlock, 1, Reaction.hangUp()));
        following.uncoverNextBlock();
        following.awaitTip();
        assertThat(faults).allSatisfy(fault -> assertThat(fault.hits()).isOne());
        assertThat(following.pipeline.log().count("Dead letter")).isZero();
        assertThat(following.pipeline.log().stackTraces()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void waits_grow_while_a_fault_lasts(Mode mode) {
        Following following = FOLLOWING.get(mode);
        Fault fault = following.node.on(
                Request::asksForHeaders, ALWAYS, Reaction.answer(Answer.of(RecordedExchange.of("28.1", "warming up"))));
        following.uncoverNextBlock();
        Awaitility.await().atMost(PATIENCE).until(() -> fault.hits() == 4);
        List<Duration> waits = fault.waits();
        // one second, two, four; each with the time that a busy machine takes for the rest
        assertThat(waits.get(2)).isGreaterThan(waits.get(0).plusSeconds(1));
        fault.heal();
        following.awaitTip();
    }

    private static Request request(String body) {
        return new Request("POST", "/", body, null);
    }
}
