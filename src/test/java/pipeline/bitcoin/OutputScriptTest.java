package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses from BIP173, BIP350 and Bitcoin Core's {@code key_io_valid.json}; types by Bitcoin Core's {@code Solver}. */
class OutputScriptTest {

    private static final String KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    private static final String LONG_KEY = "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

    @ParameterizedTest
    @CsvSource({
        "MAIN, 76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac, 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "MAIN, 76a914010966776006953d5567439e5e39f86a0d273bee88ac, 16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM",
        "MAIN, 76a914000000000000000000000000000000000000000088ac, 1111111111111111111114oLvT2",
        "TEST, 76a914ce28b26c57472737f5c3561a1761185bd8589a4388ac, mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ",
        "TESTNET4, 76a914ce28b26c57472737f5c3561a1761185bd8589a4388ac, mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ",
        "SIGNET, 76a914b4110ba93ac54afc14da3bdd19614774a2d55d2988ac, mww4LvqtTMKvmeQvizPz2EQv26xTneWrbg",
        "REGTEST, 76a914fdeca3b08e38af53d7c4c60e3ad208ce5066441088ac, n4fajahJrAuKbN7uNsKjLjQkz9Qn5ewJXQ",
    })
    void a_public_key_hash_has_a_base58_address(Network network, String script, String address) {
        assertThat(describe(script, network)).isEqualTo(new OutputScript("pubkeyhash", address));
        standsFor(address, script, network);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIN, a914373b819a068f32b7a6b38b6b38729647cfde01c287, 36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm",
        "TEST, a914ce0bba75891ff9ec60148d4bd4a09ee2dc5c933187, 2NC2hEhe28ULKAJkW5MjZ3jtTMJdvXmByvK",
        "TESTNET4, a914ce0bba75891ff9ec60148d4bd4a09ee2dc5c933187, 2NC2hEhe28ULKAJkW5MjZ3jtTMJdvXmByvK",
        "SIGNET, a9145e5a35ab44b3efaea5129ba22b88ba3e2976614587, 2N1r7aC69VHeE7yQJPDLi9T1PYq4wnwvjuT",
        "REGTEST, a91436e9f191e0b75036a77f65e2eaa4752443233fbe87, 2MxFajLApXpYk4VodBSZSt7rw8y4ryABkfA",
    })
    void a_script_hash_has_a_base58_address(Network network, String script, String address) {
        assertThat(describe(script, network)).isEqualTo(new OutputScript("scripthash", address));
        standsFor(address, script, network);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIN, 0014751e76e8199196d454941c45d1b3a323f1433bd6, witness_v0_keyhash, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "TEST, 00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262, witness_v0_scripthash,"
                + " tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
        "TESTNET4, 0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433, witness_v0_scripthash,"
                + " tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
        "REGTEST, 00146f58bac9506f9bfb821d62e69330410bb56f0085, witness_v0_keyhash,"
                + " bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9",
        "MAIN, 512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798, witness_v1_taproot,"
                + " bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "SIGNET, 5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433, witness_v1_taproot,"
                + " tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
        "MAIN, 5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6, witness_unknown,"
                + " bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
        "MAIN, 6002751e, witness_unknown, bc1sw50qgdz25j",
        "MAIN, 5210751e76e8199196d454941c45d1b3a323, witness_unknown, bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
        "MAIN, 51024e73, anchor, bc1pfeessrawgf",
        "REGTEST, 51024e73, anchor, bcrt1pfeesnyr2tx",
    })
    void a_witness_program_has_a_bech32_address(Network network, String script, String type, String address) {
        assertThat(describe(script, network)).isEqualTo(new OutputScript(type, address));
        standsFor(address, script, network);
    }

    private static void standsFor(String text, String script, Network network) {
        Address address = Address.of(text);
        assertThat(address.text()).isEqualTo(text);
        assertThat(HexFormat.of().formatHex(address.script())).isEqualTo(script);
        assertThat(address.networks()).contains(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0002751e",
                "0013751e76e8199196d454941c45d1b3a323f1433b",
                "0021001111111111111111111111111111111111111111111111111111111111111111"
            })
    void version_0_of_another_length_is_nonstandard(String script) {
        assertNoAddress(script, "nonstandard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"510100", "5103aabb", "4f02aabb", "6102aabb", "51024e7300", "514c024e73"})
    void what_is_not_quite_a_witness_program_is_nonstandard(String script) {
        assertNoAddress(script, "nonstandard");
    }

    @Test
    void a_witness_program_has_at_most_40_bytes() {
        assertNoAddress("5129" + "00".repeat(41), "nonstandard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"21" + KEY + "ac", "41" + LONG_KEY + "ac"})
    void a_public_key_has_no_address(String script) {
        assertNoAddress(script, "pubkey");
    }

    @Test
    void a_public_key_is_known_by_its_first_byte_and_length_only() {
        String rest = KEY.substring(2);
        String longRest = LONG_KEY.substring(2);
        assertNoAddress("2103" + "ff".repeat(32) + "ac", "pubkey");
        assertNoAddress("4106" + longRest + "ac", "pubkey");
        assertNoAddress("4107" + longRest + "ac", "pubkey");
        assertNoAddress("2104" + rest + "ac", "nonstandard");
        assertNoAddress("2105" + rest + "ac", "nonstandard");
        assertNoAddress("4102" + longRest + "ac", "nonstandard");
        assertNoAddress("21" + KEY + "ad", "nonstandard");
        assertNoAddress("21" + KEY + "acac", "nonstandard");
        assertNoAddress("4c21" + KEY + "ac", "nonstandard");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6a",
                "6a00",
                "6a0401020304",
                "6a4c0101",
                "6a4d010001",
                "6a4e0100000001",
                "6a50",
                "6a5160",
                "6a4f"
            })
    void return_and_only_pushes_is_null_data(String script) {
        assertNoAddress(script, "nulldata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"6a61", "6a6a", "6a01", "6a4c", "6a4c02aa", "6a4d01", "6a4d0100", "6a4e010000", "6a4effffffff00"
            })
    void return_and_anything_else_is_nonstandard(String script) {
        assertNoAddress(script, "nonstandard");
    }

    @Test
    void multisig_is_a_number_keys_a_number() {
        String push = "21" + KEY;
        String longPush = "41" + LONG_KEY;
        assertNoAddress("51" + push + "51ae", "multisig");
        assertNoAddress("52" + push + longPush + push + "53ae", "multisig");
        assertNoAddress("51" + "4c" + push + "51ae", "multisig");
        assertNoAddress("60" + push.repeat(16) + "60ae", "multisig");
        assertNoAddress("51" + push.repeat(17) + "0111ae", "multisig");
        assertNoAddress("0114" + push.repeat(20) + "0114ae", "multisig");
    }

    @Test
    void multisig_with_numbers_that_do_not_fit_is_nonstandard() {
        String push = "21" + KEY;
        assertNoAddress("52" + push + "51ae", "nonstandard");
        assertNoAddress("51" + push + "52ae", "nonstandard");
        assertNoAddress("00" + push + "51ae", "nonstandard");
        assertNoAddress("5151ae", "nonstandard");
        assertNoAddress("5100ae", "nonstandard");
        assertNoAddress("51" + push.repeat(21) + "0115ae", "nonstandard");
        assertNoAddress("0101" + push + "51ae", "nonstandard");
        assertNoAddress("51" + push + "0101ae", "nonstandard");
        assertNoAddress("51" + push.repeat(17) + "4c0111ae", "nonstandard");
        assertNoAddress("51" + push.repeat(17) + "021100ae", "nonstandard");
    }

    @Test
    void multisig_with_anything_else_in_it_is_nonstandard() {
        String push = "21" + KEY;
        assertNoAddress("ae", "nonstandard");
        assertNoAddress("51ae", "nonstandard");
        assertNoAddress("51" + push + "ae", "nonstandard");
        assertNoAddress("51" + push + "5161ae", "nonstandard");
        assertNoAddress("51" + push + "51aeae", "nonstandard");
        assertNoAddress("51" + "2105" + KEY.substring(2) + "51ae", "nonstandard");
        assertNoAddress("51" + push + "51af", "nonstandard");
        assertNoAddress("51" + push + "4cae", "nonstandard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "4c", "4d", "4d00", "4e000000", "51", "ff", "76a988ac", "a91487", "76a914"})
    void a_malformed_script_is_nonstandard(String script) {
        assertNoAddress(script, "nonstandard");
    }

    @Test
    void any_bytes_have_a_type() {
        Random random = new Random(1);
        byte[] starts = HexFormat.of().parseHex("00515260a9766a21414c4d4eae");
        for (int round = 0; round < 100_000; round++) {
            byte[] script = new byte[1 + random.nextInt(120)];
            random.nextBytes(script);
            script[0] = starts[random.nextInt(starts.length)];
            script[script.length - 1] = (byte) (random.nextBoolean() ? 0xae : 0xac);
            assertThat(OutputScript.of(script, Network.MAIN).type()).isNotEmpty();
        }
    }

    private static void assertNoAddress(String script, String type) {
        assertThat(describe(script, Network.MAIN)).as(script).isEqualTo(new OutputScript(type, null));
    }

    private static OutputScript describe(String script, Network network) {
        return OutputScript.of(HexFormat.of().parseHex(script), network);
    }
}
