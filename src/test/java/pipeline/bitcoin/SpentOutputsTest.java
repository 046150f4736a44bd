package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpentOutputsTest {

    private static final CoreBlock CORE = CoreBlock.withTransactions(7);

    @Test
    void both_answers_of_a_node_say_the_same() throws BadBlockException {
        for (CoreBlock core : CoreBlock.all()) {
            List<List<SpentOutput>> binary = SpentOutputs.ofBinary(core.spentOutputs());
            assertThat(binary).usingRecursiveComparison().isEqualTo(SpentOutputs.ofJson(core.answer()));
        }
    }

    @Test
    void values_of_json_that_was_read_as_doubles_are_exact() throws Exception {
        JsonNode doubles = new ObjectMapper().readTree(CORE.answer().toString());
        assertThat(SpentOutputs.ofJson(doubles))
                .usingRecursiveComparison()
                .isEqualTo(SpentOutputs.ofBinary(CORE.spentOutputs()));
    }

    @Test
    void an_answer_cut_off_anywhere_or_with_a_byte_left_over_is_found() {
        byte[] answer = CORE.spentOutputs();
        for (int length = 0; length < answer.length; length++) {
            assertBad(Arrays.copyOf(answer, length));
        }
        assertBad(Arrays.copyOf(answer, answer.length + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "feffffff7f", // more transactions than bytes
                "0201feffffff7f", // more outputs than bytes
                "01010000000000000000feffffff7f", // a longer script than bytes
                "0101ffffffffffffffff00", // -1 satoshi
                "01010140075af075070000", // over 21 million bitcoin
                "fd010000", // not the shortest compact size
            })
    void a_malformed_answer_is_found(String answer) {
        assertBad(HexFormat.of().parseHex(answer));
    }

    @Test
    void any_damage_is_a_bad_block_or_another_answer() {
        Random random = new Random(20090103);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = Faults.damage(CORE.spentOutputs(), 0, random);
            Throwable thrown = catchThrowable(() -> new BlockDecoder(Network.REGTEST)
                    .decode(CORE.header(), CORE.raw(), SpentOutputs.ofBinary(damaged)));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(BadBlockException.class);
            }
        }
    }

    @Test
    void outputs_that_do_not_fit_the_transactions_are_found() throws BadBlockException {
        List<List<SpentOutput>> spent = SpentOutputs.ofBinary(CORE.spentOutputs());
        assertUnfit(spent.subList(0, 6), "spent outputs of 7 transactions, found them of 6");
        assertUnfit(List.of(), "found them of 0");

        List<List<SpentOutput>> shifted = new ArrayList<>(spent.subList(1, 7));
        shifted.add(List.of());
        assertUnfit(shifted, "Expected 0 spent outputs");

        List<List<SpentOutput>> missing = new ArrayList<>(spent);
        missing.set(6, List.of());
        assertUnfit(missing, "spent outputs, found 0");
    }

    @Test
    void outputs_of_less_than_the_transaction_pays_are_found() throws BadBlockException {
        List<List<SpentOutput>> spent = new ArrayList<>();
        for (List<SpentOutput> outputs : SpentOutputs.ofBinary(CORE.spentOutputs())) {
            spent.add(outputs.stream()
                    .map(output -> new SpentOutput(0, output.script()))
                    .toList());
        }
        assertUnfit(spent, "outputs of at most 0 satoshi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'value': 1}",
                "{'value': '1', 'scriptPubKey': {'hex': ''}}",
                "{'value': 1, 'scriptPubKey': {'hex': 5}}",
                "{'value': 1, 'scriptPubKey': {'hex': 'abc'}}",
                "{'value': 1, 'scriptPubKey': {'hex': 'zz'}}",
                "{'value': 0.000000001, 'scriptPubKey': {'hex': ''}}",
                "{'value': -0.00000001, 'scriptPubKey': {'hex': ''}}",
                "{'value': 21000000.00000001, 'scriptPubKey': {'hex': ''}}",
                "{'value': 1e999999999, 'scriptPubKey': {'hex': ''}}",
                "{'value': 1e-999999999, 'scriptPubKey': {'hex': ''}}",
            })
    void a_malformed_prevout_is_found(String prevout) {
        ObjectNode block = CORE.answer().deepCopy();
        ((ObjectNode) block.at("/tx/1/vin/0")).set("prevout", CoreBlock.parse(prevout.replace('\'', '"')));
        assertThatThrownBy(() -> SpentOutputs.ofJson(block))
                .isInstanceOf(BadBlockException.class)
                .hasMessageContaining("Expected a prevout");
    }

    @Test
    void an_answer_of_lower_verbosity_does_not_fit() throws BadBlockException {
        ObjectNode block = CORE.answer().deepCopy();
        ((ObjectNode) block.at("/tx/1/vin/0")).remove("prevout");
        assertThatThrownBy(() -> SpentOutputs.ofJson(block))
                .isInstanceOf(BadBlockException.class)
                .hasMessageContaining("scriptPubKey.hex of the input that spends "
                        + block.at("/tx/1/vin/0/txid").asText());
        block.putArray("tx").add(CORE.header().hash());
        assertUnfit(SpentOutputs.ofJson(block), "found them of 1");
    }

    private static void assertBad(byte[] answer) {
        assertThatThrownBy(() -> SpentOutputs.ofBinary(answer))
                .isInstanceOf(BadBlockException.class)
                .hasMessageContainingAll("Expected", "found");
    }

    private static void assertUnfit(List<List<SpentOutput>> spent, String message) {
        assertThatThrownBy(() -> new BlockDecoder(Network.REGTEST).decode(CORE.header(), CORE.raw(), spent))
                .isInstanceOf(BadBlockException.class)
                .hasMessageContaining(message);
    }
}
