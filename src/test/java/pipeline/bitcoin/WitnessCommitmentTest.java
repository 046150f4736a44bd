package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitcoin.chain.Block;
import bitcoin.chain.Transaction;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitnessCommitmentTest {

    private static final CoreBlock CORE = CoreBlock.withTransactions(7);

    @Test
    void the_reserved_value_is_one_item_of_32_bytes() throws BadBlockException {
        Faults.assertBad(CORE.header(), withReserved(List.of()), "one item of 32 bytes", "found []");
        Faults.assertBad(CORE.header(), withReserved(List.of(bytes(31))), "one item of 32 bytes", "found [31]");
        Faults.assertBad(CORE.header(), withReserved(List.of(bytes(32), bytes(0))), "one item of 32 bytes", "[32, 0]");
        assertThat(withReserved(List.of(bytes(32)))).isEqualTo(CORE.raw());
    }

    /** Heights at which segwit became active: BIP141's deployment, Bitcoin Core's {@code chainparams.cpp}. */
    @ParameterizedTest
    @CsvSource({"MAIN, 481824", "TEST, 834624", "TESTNET4, 1", "SIGNET, 1"})
    void a_commitment_without_any_witness_is_a_stripped_block_once_segwit_is_active(Network network, long height)
            throws BadBlockException {
        List<Transaction> stripped = stripped().getTransactions();
        assertThatCode(() -> check(network, height - 1, stripped)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(network, height, stripped))
                .isInstanceOf(BadBlockException.class)
                .hasMessageContaining("were the witnesses stripped?");
    }

    @Test
    void a_witness_before_segwit_is_active_is_unexpected() throws BadBlockException {
        List<Transaction> transactions = CORE.decode().getTransactions();
        assertThatThrownBy(() -> check(Network.MAIN, 481823, transactions))
                .isInstanceOf(BadBlockException.class)
                .hasMessageContaining("Expected no witness");
    }

    @Test
    void a_block_of_regtest_may_be_from_before_segwit() throws BadBlockException {
        Block stripped = stripped();
        assertThat(stripped.getSize()).isEqualTo(stripped.getStrippedSize());
        assertThat(stripped.getHash()).isEqualTo(CORE.header().hash());
    }

    private static Block stripped() throws BadBlockException {
        Block block = CORE.decode();
        for (Transaction transaction : block.getTransactions()) {
            transaction.getInputs().forEach(input -> input.put("witness", List.of()));
        }
        return new BlockDecoder(Network.REGTEST).decode(CORE.header(), BlockEncoder.encode(block));
    }

    private static byte[] withReserved(List<ByteBuffer> witness) throws BadBlockException {
        Block block = CORE.decode();
        block.getTransactions().get(0).getInputs().get(0).put("witness", witness);
        return BlockEncoder.encode(block);
    }

    private static void check(Network network, long height, List<Transaction> transactions) throws BadBlockException {
        TransactionHashes hashes = new TransactionHashes(transactions.size());
        WitnessCommitment.check(network, height, transactions, hashes, new DoubleSha256());
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length);
    }
}
