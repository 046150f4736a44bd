package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;

import bitcoin.chain.Block;
import bitcoin.chain.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Reaction;
import pipeline.FaultyNode.Request;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;

/** What each input spends, from nodes that tell it cheaply, dearly or not at all. */
class PrevoutsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Heights whose blocks spend outputs. */
    private static final String[] RANGE = {"--heights.from=138", "--heights.to=141"};

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static SampleNode sample;
    private static Map<String, String> coreBlocks;

    private FaultyNode node;
    private Arrived arrived;

    @BeforeAll
    static void startServers() throws IOException {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        sample = SampleNode.start();
        coreBlocks = coreBlocks();
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
    void auto_takes_them_from_a_node_that_serves_them_cheaply() throws Exception {
        run("auto");
        assertThat(node.count(Request::asksForSpentOutputs)).isEqualTo(1 + 4);
        assertThat(arrived.published()).hasSize(4).allSatisfy(PrevoutsTest::hasTheFeesThatCoreTells);
    }

    @Test
    void auto_goes_without_where_a_node_does_not_serve_them_cheaply() throws Exception {
        node.withoutSpentOutputs();
        run("auto");
        assertThat(node.count(request -> request.asksForSpentOutputs() && !request.isRest()))
                .isZero();
        assertThat(arrived.published()).hasSize(4).allSatisfy(PrevoutsTest::hasNone);
    }

    @Test
    void required_takes_them_the_dear_way_where_there_is_no_other() throws Exception {
        node.withoutSpentOutputs();
        node.on(Request::asksForSpentOutputs, ALWAYS, (node, exchange, request) -> Reaction.answer(
                        Answer.result(coreBlocks.get(request.body().replaceAll(".*\"([0-9a-f]{64})\".*", "$1"))))
                .react(node, exchange, request));
        run("required");
        assertThat(node.count(request -> request.asksForSpentOutputs() && !request.isRest()))
                .isEqualTo(4);
        assertThat(arrived.published()).hasSize(4).allSatisfy(PrevoutsTest::hasTheFeesThatCoreTells);
    }

    @Test
    void none_asks_for_none() throws Exception {
        run("none");
        assertThat(node.count(Request::asksForSpentOutputs)).isZero();
        assertThat(arrived.published()).hasSize(4).allSatisfy(PrevoutsTest::hasNone);
    }

    private static void hasTheFeesThatCoreTells(Block block) throws IOException {
        JsonNode core = JSON.readTree(coreBlocks.get(block.getHash()));
        assertThat(block.getTransactions()).hasSize(core.get("tx").size()).hasSizeGreaterThan(1);
        for (Transaction transaction :
                block.getTransactions().subList(1, core.get("tx").size())) {
            JsonNode expected = core.get("tx").get((int) transaction.getIndex());
            assertThat(transaction.getFee())
                    .isEqualTo(
                            expected.get("fee").decimalValue().movePointRight(8).longValueExact());
            assertThat(transaction.getInputs()).allSatisfy(input -> assertThat(input.getType())
                    .isEqualTo(expected.at("/vin/" + input.getIndex() + "/prevout/scriptPubKey/type")
                            .asText()));
        }
    }

    private static void hasNone(Block block) {
        assertThat(block.getTransactions()).allSatisfy(transaction -> {
            assertThat(transaction.getFee()).isNull();
            assertThat(transaction.getInputValue()).isNull();
            assertThat(transaction.getInputs()).allSatisfy(input -> {
                assertThat(input.getValue()).isNull();
                assertThat(input.getType()).isNull();
                assertThat(input.getAddress()).isNull();
            });
        });
    }

    /** What Core answers to {@code getblock} with verbosity 3, by hash. */
    private static Map<String, String> coreBlocks() throws IOException {
        Map<String, String> blocks = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(PrevoutsTest.class.getResourceAsStream("/chain/getblock-v3.jsonl.gz")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                blocks.put(JSON.readTree(line).get("hash").asText(), line);
            }
        }
        return blocks;
    }

    private void run(String prevouts) throws Exception {
        try (RunningPipeline pipeline = RunningPipeline.start(
                node.url(),
                arrived.brokers(),
                arrived.topic(),
                arrived.archive(),
                RANGE[0],
                RANGE[1],
                "--bitcoin.prevouts=" + prevouts)) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
    }
}
