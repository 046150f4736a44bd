package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({"1d00ffff, 1.0", "1b0404cb, 16307.42093852398"})
    void difficulty_is_what_core_prints(String bits, double difficulty) throws BadBlockException {
        assertThat(Target.of(bits).difficulty()).isEqualTo(difficulty);
    }

    /** Bitcoin Core, {@code bignum_SetCompact} in {@code arith_uint256_tests.cpp}. */
    @ParameterizedTest
    @CsvSource({
        "00000000, 0",
        "00123456, 0",
        "01003456, 0",
        "02000056, 0",
        "04000000, 0",
        "00923456, 0",
        "01803456, 0",
        "01123456, 12",
        "01fedcba, 0",
        "02123456, 1234",
        "03123456, 123456",
        "04123456, 12345600",
        "04923456, 0",
        "05009234, 92340000",
        "20123456, 1234560000000000000000000000000000000000000000000000000000000000",
        "ff123456, 0",
    })
    void value_is_what_the_compact_form_says_and_0_where_no_hash_can_meet_it(String bits, String value)
            throws BadBlockException {
        assertThat(Target.of(bits).value()).isEqualTo(new BigInteger(value, 16));
    }

    @Test
    void work_adds_up_to_the_chain_work_that_core_answers() throws BadBlockException {
        Map<String, BigInteger> chainWork = new HashMap<>();
        for (CoreBlock core : CoreBlock.all()) {
            chainWork.put(core.header().hash(), new BigInteger(core.header().chainWork(), 16));
        }
        for (CoreBlock core : CoreBlock.all()) {
            BlockHeader header = core.header();
            BigInteger before = chainWork.getOrDefault(header.previousHash(), BigInteger.ZERO);
            BigInteger work = Target.of(core.decode().getBits()).work();
            assertThat(before.add(work)).isEqualTo(chainWork.get(header.hash()));
        }
    }

    @Test
    void work_of_the_main_network_s_first_blocks_is_known() throws BadBlockException {
        assertThat(Target.of("1d00ffff").work()).isEqualTo(BigInteger.valueOf(0x100010001L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1d00ffff", "00000000", "ffffffff", "0404cb00"})
    void text_is_the_header_s_bits(String bits) throws BadBlockException {
        assertThat(Target.of(bits).text()).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1d00fff", "1d00fffff", "1D00FFFF", "0x00ffff", "-1234567"})
    void any_other_text_is_no_bits(String text) {
        assertThatThrownBy(() -> Target.of(text))
                .isInstanceOf(BadBlockException.class)
                .hasMessageContaining(text);
    }
}
