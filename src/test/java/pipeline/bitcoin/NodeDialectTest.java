package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two generations of real nodes answered, read by the dialect that asks for it. */
class NodeDialectTest {

    private static final String HASH_120 = "0302c04fff1780490c785d2de854b954488c60079214c130e4f70e4e530820be";
    private static final String TIP_185 = "18d1ead9a09fcb9d11992e97933f21350f066a536bc485efa9a0c7e37e8e1403";
    private static final BlockHeader HEADER_120 = new BlockHeader(
            HASH_120,
            120,
            "533492f3b7780013f6350b5be64633b0cd3a48b6158b34bd92cdb13e6e23cdf5",
            1600072000,
            1600069000,
            4.656542373906925e-10,
            "00000000000000000000000000000000000000000000000000000000000000f2",
            1,
            66);

    private final NodeDialect rpc = new RpcDialect();
    private final NodeDialect rest = new RestDialect(EnumSet.allOf(NodeService.class));

    @ParameterizedTest
    @ValueSource(strings = {"28.1", "31.99"})
    void both_dialects_read_where_the_chain_stands(String version) throws Exception {
        ChainInfo expected = new ChainInfo(
                "regtest", 185, TIP_185, "0000000000000000000000000000000000000000000000000000000000000174", 185, 0);
        assertThat(read(rpc.chainInfo(), version, "chain info")).isEqualTo(expected);
        assertThat(read(rest.chainInfo(), version, "REST chain info")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28.1", "31.99"})
    void both_dialects_read_headers(String version) throws Exception {
        NodeAnswer one = batch(recorded(version, "header verbose=True"));
        assertThat(rpc.headers(List.of(HASH_120), 1).reader().read(one)).containsExactly(HEADER_120);

        List<BlockHeader> three = read(rest.headers(List.of(HASH_120), 3), version, "REST headers, json");
        assertThat(three).extracting(BlockHeader::height).containsExactly(120L, 121L, 122L);
        assertThat(three.get(0)).isEqualTo(HEADER_120);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28.1", "31.99"})
    void both_dialects_find_a_header_by_its_hash(String version) throws Exception {
        assertThat(read(rpc.header(HASH_120), version, "header verbose=True")).contains(HEADER_120);
        assertThat(read(rest.header(HASH_120), version, "header verbose=True")).contains(HEADER_120);
        assertThat(read(rpc.header(HASH_120), version, "unknown block")).isEmpty();
        assertThat(read(rest.header(HASH_120), version, "unknown block")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"28.1", "31.99"})
    void a_node_with_rest_whose_rpc_is_closed_does_not_say_what_a_hash_is(String version) throws Exception {
        assertThat(read(rest.header(HASH_120), version, "no password")).isEmpty();
        assertThatThrownBy(() -> read(rpc.header(HASH_120), version, "no password"))
                .isInstanceOf(NodeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28.1", "31.99"})
    void both_dialects_read_the_same_bytes_of_a_block(String version) throws Exception {
        byte[] block = read(rest.rawBlock(HASH_120), version, "REST block, binary");
        assertThat(block).hasSize(261);
        assertThat(read(rpc.rawBlock(HASH_120), version, "block verbosity=0")).isEqualTo(block);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28.1", "31.99"})
    void hashes_of_a_batch_end_at_the_first_height_out_of_range(String version) throws Exception {
        assertThat(read(rpc.hashes(0, 3), version, "batch with one error"))
                .containsExactly(
                        "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
                        "6c2a33c0deb8aa29ccd407e83218c2ba7fe114e19fd04aca355bb9ee6c4f1dc8");
        assertThat(read(rest.hashes(120, 3), version, "REST block hash by height, json"))
                .containsExactly(HASH_120);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28.1", "31.99"})
    void a_block_that_spends_nothing_has_one_empty_list(String version) throws Exception {
        assertThat(read(rpc.spentOutputs(HASH_120), version, "block verbosity=3"))
                .containsExactly(List.of());
    }

    @Test
    void spent_outputs_come_over_rest_where_that_is_served() throws Exception {
        assertThat(read(rest.spentOutputs(HASH_120), "31.99", "REST spent outputs (30.0 and later)"))
                .containsExactly(List.of());
        NodeDialect older = new RestDialect(EnumSet.of(NodeService.REST));
        assertThat(older.spentOutputs(HASH_120).request())
                .isEqualTo(rpc.spentOutputs(HASH_120).request());
    }

    @Test
    void headers_of_a_batch_end_where_the_chain_has_moved_since() throws Exception {
        NodeAnswer header = batch(recorded("31.99", "header verbose=True"));
        String stale = new String(header.body(), StandardCharsets.UTF_8)
                .replace("\"confirmations\":66", "\"confirmations\":-1");
        assertThat(rpc.headers(List.of(HASH_120), 1).reader().read(text(200, stale)))
                .isEmpty();
    }

    @Test
    void a_probe_tells_whether_a_service_is_there() throws Exception {
        assertThat(read(NodeService.REST.probe(), "28.1", "REST chain info")).isTrue();
        assertThat(read(NodeService.SPENT_OUTPUTS.probe(), "28.1", "REST spent outputs (30.0 and later)"))
                .isFalse();
        assertThat(read(NodeService.SPENT_OUTPUTS.probe(), "31.99", "REST unknown block"))
                .isTrue();
        assertRetriable(NodeService.REST.probe(), answer(recorded("28.1", "work queue full")), "is busy");
        assertRetriable(NodeService.REST.probe(), text(500, ""), "answers HTTP 500");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    height out of range  | answers error -8: Block height out of range
                    negative height      | answers error -8: Block height out of range
                    height of wrong type | answers error -3: Wrong type passed
                    unknown block        | does not have the block: Block not found
                    malformed hash       | answers error -8: blockhash must be of length 64
                    unknown method       | answers error -32601: Method not found
                    version 2.0 error    | answers error -8: Block height out of range
                    wrong password       | refuses the credentials (bitcoin.rpc.user and bitcoin.rpc.password
                    no password          | refuses the credentials (bitcoin.rpc.user and bitcoin.rpc.password
                    not JSON             | answers error -32700: Parse error
                    GET on the RPC path  | answers HTTP 405: JSONRPC server handles only POST requests
                    """)
    void each_rpc_error_of_a_real_node_is_told_and_can_be_retried(String name, String message) {
        for (String version : List.of("28.1", "31.99")) {
            NodeAnswer answer = answer(recorded(version, name));
            assertRetriable(rpc.rawBlock(HASH_120), answer, message);
            if (answer.status() != 500 || !message.contains("-8")) {
                assertRetriable(rpc.hashes(0, 1), answer, message);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    REST block hash beyond tip | does not have the block: Block height out of range
                    REST unknown block         | does not have the block: 00000000
                    REST malformed hash        | answers HTTP 400: Invalid hash: xyz
                    """)
    void each_rest_error_of_a_real_node_is_told_and_can_be_retried(String name, String message) {
        for (String version : List.of("28.1", "31.99")) {
            assertRetriable(rest.rawBlock(HASH_120), answer(recorded(version, name)), message);
        }
    }

    @Test
    void a_node_that_is_starting_or_busy_can_be_retried() {
        assertThat(RecordedExchange.of("28.1").stream()
                        .filter(exchange -> exchange.name().equals("warming up")))
                .hasSize(3)
                .allSatisfy(exchange -> assertRetriable(rpc.chainInfo(), answer(exchange), "is starting: "));
        NodeAnswer full = answer(recorded("28.1", "work queue full"));
        assertRetriable(rpc.chainInfo(), full, "is busy or starting: Work queue depth exceeded");
        assertRetriable(rest.chainInfo(), full, "is busy or starting: Work queue depth exceeded");
    }

    @Test
    void a_pruned_block_is_told_apart() {
        // Bitcoin Core, CheckBlockDataAvailability and rest_block
        NodeAnswer overRpc = text(
                500,
                "{\"result\":null,\"error\":{\"code\":-1,\"message\":\"Block not available (pruned data)\"},\"id\":0}");
        NodeAnswer overRest = text(404, HASH_120 + " not available (pruned data)\r\n");
        assertThatThrownBy(() -> rpc.rawBlock(HASH_120).reader().read(overRpc))
                .isInstanceOf(BlockPrunedException.class);
        assertThatThrownBy(() -> rest.rawBlock(HASH_120).reader().read(overRest))
                .isInstanceOf(BlockPrunedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{}", "null", "{\"result\":7,\"error\":null}", "<html>", "{\"result\":{}} x"})
    void an_answer_that_makes_no_sense_can_be_retried(String body) {
        assertRetriable(rpc.chainInfo(), text(200, body), "");
        assertRetriable(rest.chainInfo(), text(200, body), "");
    }

    @Test
    void a_block_that_is_not_hex_is_bad_bytes() {
        NodeAnswer answer = text(200, "{\"result\":\"00zz\",\"error\":null,\"id\":0}");
        assertThatThrownBy(() -> rpc.rawBlock(HASH_120).reader().read(answer)).isInstanceOf(BadBlockException.class);
    }

    @Test
    void requests_are_what_the_recorded_nodes_were_asked() throws Exception {
        ObjectMapper json = new ObjectMapper();
        RecordedExchange recorded = recorded("28.1", "block verbosity=0");
        assertThat(json.readTree(rpc.rawBlock(HASH_120).request().body()).get("params"))
                .isEqualTo(json.readTree(recorded.requestBody()).get("params"));
        assertThat(rest.rawBlock(HASH_120).request().path())
                .isEqualTo(recorded("28.1", "REST block, binary").path());
        NodeRequest headers = rest.headers(List.of(HASH_120), 3).request();
        assertThat(headers.path() + "?" + headers.query())
                .isEqualTo(recorded("28.1", "REST headers, json").path());
    }

    private static void assertRetriable(NodeCall<?> call, NodeAnswer answer, String message) {
        assertThatThrownBy(() -> call.reader().read(answer))
                .isExactlyInstanceOf(NodeException.class)
                .hasMessageContaining(message);
    }

    private static <T> T read(NodeCall<T> call, String version, String name) throws Exception {
        return call.reader().read(answer(recorded(version, name)));
    }

    private static RecordedExchange recorded(String version, String name) {
        return RecordedExchange.of(version, name);
    }

    private static NodeAnswer answer(RecordedExchange exchange) {
        return new NodeAnswer(exchange.status(), exchange.answer());
    }

    /** A batch of one call, from the answer to that call alone. */
    private static NodeAnswer batch(RecordedExchange exchange) {
        String body = new String(exchange.answer(), StandardCharsets.UTF_8).replace("\"id\":\"camel\"", "\"id\":0");
        return text(exchange.status(), "[" + body + "]");
    }

    private static NodeAnswer text(int status, String body) {
        return new NodeAnswer(status, body.getBytes(StandardCharsets.UTF_8));
    }
}
