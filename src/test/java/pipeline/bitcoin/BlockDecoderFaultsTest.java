package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import bitcoin.chain.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One fault at a time in a block of the sample chain. */
class BlockDecoderFaultsTest {

    private static final int HEADER_SIZE = 80;

    /** Seven transactions, of every kind of input. */
    private static final CoreBlock CORE = CoreBlock.withTransactions(7);

    private static final byte[] RAW = CORE.raw();

    @Test
    void a_flipped_bit_in_any_byte_is_found() {
        for (int at = 0; at < RAW.length; at++) {
            Faults.assertBad(CORE.header(), flipped(8 * at + at % 8), "Expected", "found");
        }
    }

    @Test
    void a_flipped_bit_in_the_header_is_another_hash() {
        for (int bit = 0; bit < 8 * HEADER_SIZE; bit++) {
            Faults.assertBad(
                    CORE.header(),
                    flipped(bit),
                    "a header that hashes to " + CORE.header().hash());
        }
    }

    @Test
    void a_flipped_bit_in_a_transaction_is_another_merkle_root() {
        int lockTime = RAW.length - 4;
        Faults.assertBad(
                CORE.header(),
                flipped(8 * lockTime),
                "merkle root " + CORE.answer().get("merkleroot").asText());
    }

    @Test
    void a_flipped_bit_in_a_witness_is_another_commitment() throws BadBlockException {
        Block block = CORE.decode();
        for (Transaction transaction : block.getTransactions()) {
            if (transaction.getInputs().get(0).getWitness().isEmpty()) {
                continue;
            }
            byte[] item = transaction.getInputs().get(0).getWitness().get(0).array();
            item[item.length / 2] ^= 1;
            Faults.assertBad(CORE.header(), BlockEncoder.encode(block), "witnesses that hash to the commitment");
            item[item.length / 2] ^= 1;
        }
        assertThat(BlockEncoder.encode(block)).isEqualTo(RAW);
    }

    @Test
    void bytes_cut_off_anywhere_are_found() {
        for (int length = 0; length < RAW.length; length++) {
            Faults.assertBad(CORE.header(), Arrays.copyOf(RAW, length), "Expected", "found");
        }
    }

    @Test
    void bytes_left_over_are_found() {
        Faults.assertBad(
                CORE.header(),
                Arrays.copyOf(RAW, RAW.length + 1),
                "Expected " + RAW.length + " bytes, found " + (RAW.length + 1));
    }

    @Test
    void last_transaction_twice_is_found_though_the_merkle_root_is_the_same() throws BadBlockException {
        Block block = CORE.decode();
        List<Transaction> transactions = new ArrayList<>(block.getTransactions());
        transactions.add(transactions.get(transactions.size() - 1));
        Faults.assertBad(CORE.header(), encode(block, transactions), "CVE-2012-2459");
    }

    @Test
    void last_two_of_six_transactions_twice_are_found_though_the_merkle_root_is_the_same() throws BadBlockException {
        CoreBlock six = CoreBlock.withTransactions(6);
        Block block = six.decode();
        List<Transaction> transactions = new ArrayList<>(block.getTransactions());
        transactions.addAll(transactions.subList(4, 6));
        Faults.assertBad(six.header(), encode(block, transactions), "CVE-2012-2459");
    }

    @Test
    void transactions_in_another_order_are_found() throws BadBlockException {
        Block block = CORE.decode();
        List<Transaction> transactions = new ArrayList<>(block.getTransactions());
        transactions.add(2, transactions.remove(1));
        Faults.assertBad(CORE.header(), encode(block, transactions), "merkle root");
    }

    @Test
    void a_coinbase_that_is_not_first_is_found() throws BadBlockException {
        Block block = CORE.decode();
        List<Transaction> transactions = new ArrayList<>(block.getTransactions());
        transactions.add(transactions.remove(0));
        Faults.assertBad(CORE.header(), encode(block, transactions), "coinbase", "transaction 0 to be none");
        transactions.add(0, transactions.get(transactions.size() - 1));
        Faults.assertBad(CORE.header(), encode(block, transactions), "coinbase", "to be one");
    }

    @Test
    void a_block_that_follows_another_than_asked_for_is_found() {
        BlockHeader header = CORE.header();
        String other = "0".repeat(64);
        BlockHeader wrong = new BlockHeader(
                header.hash(), header.height(), other, header.time(), header.medianTime(), 0, header.chainWork(), 1, 1);
        Faults.assertBad(wrong, RAW, "follow " + other, "found " + header.previousHash());
    }

    @Test
    void another_block_is_found() {
        Faults.assertBad(
                CORE.header(),
                CoreBlock.at(1).raw(),
                CORE.header().hash(),
                CoreBlock.at(1).header().hash());
    }

    @Test
    void the_message_names_the_block() {
        Faults.assertBad(
                CORE.header(),
                new byte[0],
                "Block " + CORE.header().hash() + " at height " + CORE.header().height() + ": ");
    }

    /** The header stays whole, or its hash would find everything. */
    @Test
    void any_damage_is_a_bad_block_and_nothing_else() {
        Random random = new Random(20090103);
        List<CoreBlock> blocks = CoreBlock.all();
        for (int round = 0; round < 20_000; round++) {
            CoreBlock core = blocks.get(random.nextInt(blocks.size()));
            byte[] damaged = Faults.damage(core.raw(), HEADER_SIZE, random);
            if (!Arrays.equals(damaged, core.raw())) {
                Faults.assertBad(core.header(), damaged, "Expected", "found");
            }
        }
    }

    private static byte[] flipped(int bit) {
        byte[] raw = RAW.clone();
        raw[bit / 8] ^= (byte) (1 << bit % 8);
        return raw;
    }

    private static byte[] encode(Block block, List<Transaction> transactions) throws BadBlockException {
        return BlockEncoder.encode(
                Block.newBuilder(block).setTransactions(transactions).build());
    }
}
