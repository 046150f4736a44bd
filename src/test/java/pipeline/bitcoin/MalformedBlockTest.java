package pipeline.bitcoin;

import bitcoin.chain.Block;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The genesis block of regtest, written out, with one part exchanged for one that no block can have. */
class MalformedBlockTest {

    private static final CoreBlock GENESIS = CoreBlock.at(0);
    private static final String HEADER = HexFormat.of().formatHex(GENESIS.raw(), 0, 80);

    private static final String VERSION = "01000000";
    private static final String OUTPOINT = "00".repeat(32) + "ffffffff";
    private static final String SCRIPT =
            "4d" + GENESIS.answer().at("/tx/0/vin/0/coinbase").asText();
    private static final String INPUTS = "01" + OUTPOINT + SCRIPT + "ffffffff";
    private static final String VALUE = "00f2052a01000000";
    private static final String LOCKING_SCRIPT =
            "43" + GENESIS.answer().at("/tx/0/vout/0/scriptPubKey/hex").asText();
    private static final String OUTPUTS = "01" + VALUE + LOCKING_SCRIPT;
    private static final String LOCK_TIME = "00000000";

    @Test
    void without_an_exchange_it_is_the_genesis_block() throws BadBlockException {
        byte[] raw = HexFormat.of().parseHex(HEADER + "01" + VERSION + INPUTS + OUTPUTS + LOCK_TIME);
        Block block = new BlockDecoder(Network.REGTEST).decode(GENESIS.header(), raw);
        CoreAnswer.assertSame(block, GENESIS.answer());
    }

    @Test
    void no_transaction_is_found() {
        assertBad("00", "Expected transactions at offset 80, found none");
    }

    @Test
    void a_count_that_the_bytes_left_cannot_hold_is_found_before_anything_is_allocated() {
        String transaction = VERSION + INPUTS + OUTPUTS + LOCK_TIME;
        assertBad("feffffff7f" + transaction, "at most 3 transactions", "a count of 2147483647");
        assertBad("ffffffffffffffffff" + transaction, "a count of 18446744073709551615");
        assertBad("01" + VERSION + "feffffff7f" + INPUTS.substring(2) + OUTPUTS + LOCK_TIME, "inputs", "2147483647");
        assertBad("01" + VERSION + INPUTS + "fdffff" + OUTPUTS.substring(2) + LOCK_TIME, "outputs", "65535");
        assertBad("01" + VERSION + "01" + OUTPOINT + "feffffffff" + SCRIPT.substring(2), "bytes", "4294967295");
        assertBad("01" + VERSION + "0001" + INPUTS + OUTPUTS + "feffffffff" + LOCK_TIME, "witness items");
    }

    @Test
    void a_compact_size_that_has_a_shorter_form_is_found() {
        String transaction = VERSION + INPUTS + OUTPUTS + LOCK_TIME;
        assertBad("fd0100" + transaction, "shortest form");
        assertBad("fdfc00" + transaction, "shortest form");
        assertBad("fe01000000" + transaction, "shortest form");
        assertBad("feffff0000" + transaction, "shortest form");
        assertBad("ff0100000000000000" + transaction, "shortest form");
        assertBad("ffffffffff00000000" + transaction, "shortest form");
    }

    @Test
    void a_transaction_without_inputs_or_outputs_is_found() {
        assertBad("01" + VERSION + "00" + OUTPUTS + INPUTS + LOCK_TIME, "Expected inputs");
        assertBad("01" + VERSION + "0000" + LOCK_TIME + "00".repeat(60), "flag 0");
        assertBad("01" + VERSION + INPUTS + "00" + LOCK_TIME + "00".repeat(20), "Expected outputs", "found none");
    }

    @Test
    void an_unknown_flag_is_found() {
        assertBad("01" + VERSION + "0002" + INPUTS + OUTPUTS + "00" + LOCK_TIME, "witness flag", "found flag 2");
    }

    @Test
    void a_witness_flag_without_a_witness_is_found() {
        assertBad("01" + VERSION + "0001" + INPUTS + OUTPUTS + "00" + LOCK_TIME, "found only empty ones");
    }

    @Test
    void a_witness_in_a_block_that_does_not_commit_to_it_is_found() {
        String reserved = "0120" + "00".repeat(32);
        assertBad("01" + VERSION + "0001" + INPUTS + OUTPUTS + reserved + LOCK_TIME, "Expected no witness");
    }

    @Test
    void an_amount_that_cannot_be_is_found() {
        String most = "0040075af0750700";
        assertBadOutputs("01" + "ffffffffffffffff" + LOCKING_SCRIPT, "satoshi, found -1");
        assertBadOutputs(
                "01" + "0140075af0750700" + LOCKING_SCRIPT, "2100000000000000 satoshi, found 2100000000000001");
        assertBadOutputs("02" + most + LOCKING_SCRIPT + most + LOCKING_SCRIPT, "found 4200000000000000");
        assertBadOutputs("01" + most + LOCKING_SCRIPT, "merkle root");
    }

    @Test
    void a_hash_above_the_target_is_found() throws BadBlockException {
        byte[] raw = GENESIS.raw().clone();
        DoubleSha256 sha = new DoubleSha256();
        byte[] hash = new byte[DoubleSha256.SIZE];
        do {
            raw[76]++;
            sha.update(raw, 0, 80).finish(hash, 0);
        } while (hash[31] >= 0);
        Faults.assertBad(header(HashText.of(hash, 0)), raw, "proof of work");
    }

    @Test
    void a_target_that_no_hash_meets_is_found() {
        for (String bits : new String[] {"00000000", "ffffff20", "ffff7f21", "ffffffff"}) {
            byte[] raw = GENESIS.raw().clone();
            System.arraycopy(HexFormat.of().parseHex(bits), 0, raw, 72, 4);
            byte[] hash = new byte[DoubleSha256.SIZE];
            new DoubleSha256().update(raw, 0, 80).finish(hash, 0);
            Faults.assertBad(header(HashText.of(hash, 0)), raw, "Expected a target");
        }
    }

    private static BlockHeader header(String hash) {
        return new BlockHeader(hash, 0, null, 0, 0, 0, "", 1, 1);
    }

    private static void assertBadOutputs(String outputs, String... message) {
        assertBad("01" + VERSION + INPUTS + outputs + LOCK_TIME, message);
    }

    private static void assertBad(String afterHeader, String... message) {
        Faults.assertBad(GENESIS.header(), HexFormat.of().parseHex(HEADER + afterHeader), message);
    }
}
