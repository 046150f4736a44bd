package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address is; that it stands for its script is proven beside the way back, in {@link OutputScriptTest}. */
class AddressTest {

    @Test
    void bech32_in_upper_case_is_the_same_address() {
        assertThat(Address.of("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4").text())
                .isEqualTo("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    }

    @Test
    void an_address_belongs_to_the_networks_that_write_it_so() {
        assertThat(Address.of("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").networks()).containsExactly(Network.MAIN);
        assertThat(Address.of("mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ").networks())
                .containsExactlyInAnyOrder(Network.TEST, Network.TESTNET4, Network.SIGNET, Network.REGTEST);
        assertThat(Address.of("bcrt1pfeesnyr2tx").networks()).containsExactly(Network.REGTEST);
    }

    @Test
    void a_list_is_split_at_its_commas() {
        assertThat(Address.list(" 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ,bc1pfeessrawgf,"))
                .extracting(Address::text)
                .containsExactly("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bc1pfeessrawgf");
    }

    /** The example of Electrum's protocol documentation, {@code Script Hashes}. */
    @Test
    void a_script_hash_is_the_one_that_electrum_knows() {
        assertThat(Address.of("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").scriptHash())
                .isEqualTo("8b01df4e368ea28f8dc0423bcf7a4923e3a12d307c875e47a0cfbf90b5c39161");
    }

    /** Those that are not empty are faults of a valid address, or invalid ones of BIP173 and BIP350. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "bc1",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN",
                "A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                "11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNaa",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0",
                "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
                "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
                "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
                "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
                "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
                "bc1pw5dgrnzv",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
                "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
                "bc1gmk9yu",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
            })
    void anything_else_is_no_address(String text) {
        assertThatThrownBy(() -> Address.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no Bitcoin address: a character is missing, wrong or too much");
    }
}
