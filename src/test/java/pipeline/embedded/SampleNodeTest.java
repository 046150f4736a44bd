package pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import pipeline.bitcoin.RecordedExchange;
import pipeline.embedded.SampleChain.RawBlock;

class SampleNodeTest {

    /** What no pipeline asks for. */
    private static final Set<String> NOT_SERVED = Set.of(
            "block verbosity=1",
            "block verbosity=2",
            "block verbosity=3",
            "block verbosity=True",
            "block at tip verbosity=1",
            "genesis block verbosity=2",
            "block stats",
            "chain tips",
            "wait for height, at once");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<RawBlock> BLOCKS = SampleChain.blocks();
    private static final List<RawBlock> FORK =
            SampleChain.readBlocks(SampleNodeTest.class.getResourceAsStream("/chain/fork.csv"));

    private final SampleNode node = SampleNode.start(BLOCKS, SampleChain.spentOutputs(), "user", "secret");

    @AfterEach
    void stop() {
        node.close();
    }

    static List<RecordedExchange> served() {
        return RecordedExchange.of("31.99").stream()
                .filter(exchange -> !NOT_SERVED.contains(exchange.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("served")
    void answers_as_the_recorded_node(RecordedExchange recorded) throws Exception {
        node.switchTo(FORK);
        HttpResponse<byte[]> answer = send(recorded);
        assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(recorded.answer(), StandardCharsets.ISO_8859_1));
        assertThat(answer.statusCode()).isEqualTo(recorded.status());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(recorded.contentType());
    }

    @Test
    void names_exactly_the_recorded_exchanges_it_does_not_serve() {
        assertThat(RecordedExchange.of("31.99"))
                .extracting(RecordedExchange::name)
                .containsAll(NOT_SERVED);
        assertThat(served()).hasSize(RecordedExchange.of("31.99").size() - NOT_SERVED.size());
    }

    @Test
    void serves_every_block_of_the_sample_chain() throws Exception {
        for (RawBlock block : BLOCKS) {
            assertThat(get("rest/block/" + block.hash() + ".bin").body()).isEqualTo(block.raw());
            JsonNode header = header(block.hash());
            assertThat(header.get("height").asInt()).isEqualTo(block.height());
            assertThat(header.get("confirmations").asInt()).isEqualTo(184 - block.height());
        }
    }

    @Test
    void keeps_replaced_blocks_as_stale_after_a_switch() throws Exception {
        RawBlock stale = BLOCKS.get(181);
        assertThat(call("getblockhash", "181").asText()).isEqualTo(stale.hash());

        node.switchTo(FORK);

        assertThat(call("getblockcount", "").asInt()).isEqualTo(185);
        assertThat(call("getblockhash", "181").asText()).isEqualTo(FORK.get(0).hash());
        assertThat(header(stale.hash()).get("confirmations").asInt()).isEqualTo(-1);
        assertThat(header(stale.hash()).has("nextblockhash")).isFalse();
        assertThat(header(BLOCKS.get(180).hash()).get("nextblockhash").asText())
                .isEqualTo(FORK.get(0).hash());
        assertThat(call("getblock", "\"" + stale.hash() + "\", 0").asText())
                .isEqualTo(HexFormat.of().formatHex(stale.raw()));
        assertThat(get("rest/headers/" + stale.hash() + ".json").body())
                .asString()
                .isEqualTo("[]\n");
    }

    @Test
    void switches_back() throws Exception {
        node.switchTo(FORK);
        node.switchTo(BLOCKS.subList(181, 184));
        assertThat(call("getbestblockhash", "").asText())
                .isEqualTo(BLOCKS.get(183).hash());
        assertThat(header(FORK.get(0).hash()).get("confirmations").asInt()).isEqualTo(-1);
    }

    @Test
    void grows() throws Exception {
        try (SampleNode young = SampleNode.start(BLOCKS.subList(0, 100), SampleChain.spentOutputs())) {
            String url = young.url() + "rest/blockhashbyheight/100.json";
            assertThat(get(URI.create(url)).statusCode()).isEqualTo(404);
            young.switchTo(BLOCKS.subList(100, 150));
            assertThat(get(URI.create(url)).statusCode()).isEqualTo(200);
            young.switchTo(BLOCKS);
            assertThat(get(URI.create(young.url() + "rest/chaininfo.json")).body())
                    .asString()
                    .contains("\"blocks\":183,");
        }
    }

    @Test
    void refuses_a_branch_that_does_not_connect() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.switchTo(FORK.subList(1, 5)))
                .withMessageContaining(FORK.get(1).hash());
        assertThatIllegalArgumentException().isThrownBy(() -> node.switchTo(List.of()));
    }

    @Test
    void ends_the_headers_at_the_tip() throws Exception {
        String path = "rest/headers/" + BLOCKS.get(180).hash() + ".json";
        assertThat(JSON.readTree(get(path + "?count=2000").body())).hasSize(4);
        assertThat(JSON.readTree(get(path + "?count=2").body())).hasSize(2);
        assertThat(get(path + "?count=2001").statusCode()).isEqualTo(400);
    }

    @Test
    void says_that_spent_outputs_are_lost() throws Exception {
        try (SampleNode forgetful = SampleNode.start(BLOCKS, Map.of())) {
            String hash = BLOCKS.get(150).hash();
            HttpResponse<byte[]> answer = get(URI.create(forgetful.url() + "rest/spenttxouts/" + hash + ".bin"));
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).asString().isEqualTo(hash + " undo not available\r\n");
        }
    }

    @Test
    void asks_for_no_password_unless_it_has_one() throws Exception {
        try (SampleNode open = SampleNode.start()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(open.url()))
                    .POST(BodyPublishers.ofString("{\"id\": 1, \"method\": \"getblockcount\"}"))
                    .build();
            assertThat(CLIENT.send(request, BodyHandlers.ofString()).body())
                    .isEqualTo("{\"result\":183,\"error\":null,\"id\":1}\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4.656542373906925e-10, 4.656542373906925E-10",
        "1, 1",
        "0.00024414, 0.00024414",
        "6.1035e-05, 0.000061035",
        "110568422046335.9, 110568422046335.89",
        "1.105684220463359e+16, 11056842204633589",
    })
    void writes_numbers_like_Core(String written, double number) {
        assertThat(NodeJson.number(number)).isEqualTo(written);
    }

    private HttpResponse<byte[]> send(RecordedExchange recorded) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(node.url()).resolve(recorded.path()));
        request.method(
                recorded.method(),
                recorded.requestBody() == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(recorded.requestBody()));
        if (recorded.authorized()) {
            request.header("Authorization", authorization());
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private JsonNode header(String hash) throws Exception {
        return call("getblockheader", "\"" + hash + "\"");
    }

    private JsonNode call(String method, String parameters) throws Exception {
        String body = "{\"id\": 1, \"method\": \"%s\", \"params\": [%s]}".formatted(method, parameters);
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url()))
                .header("Authorization", authorization())
                .POST(BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(CLIENT.send(request, BodyHandlers.ofByteArray()).body())
                .get("result");
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return get(URI.create(node.url() + path));
    }

    private static HttpResponse<byte[]> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }

    private static String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
    }
}
