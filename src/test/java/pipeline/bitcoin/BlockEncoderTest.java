package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import org.junit.jupiter.api.Test;

class BlockEncoderTest {

    @Test
    void every_block_encodes_back_to_its_bytes() throws BadBlockException {
        for (CoreBlock core : CoreBlock.all()) {
            assertThat(BlockEncoder.encode(core.decode())).isEqualTo(core.raw());
        }
    }

    @Test
    void a_block_that_was_read_from_avro_encodes_back_to_its_bytes() throws Exception {
        CoreBlock core = CoreBlock.at(183);
        Block read = Block.fromByteBuffer(core.decode().toByteBuffer());
        assertThat(BlockEncoder.encode(read)).isEqualTo(core.raw());
        assertThat(BlockEncoder.encode(read)).as("encoded once more").isEqualTo(core.raw());
    }

    @Test
    void what_no_block_can_hold_is_a_bad_block() throws BadBlockException {
        Block block = CoreBlock.at(183).decode();
        assertBad(Block.newBuilder(block).setMerkleRoot("12").build());
        assertBad(Block.newBuilder(block).setMerkleRoot("x".repeat(64)).build());
        assertBad(Block.newBuilder(block).setBits("").build());
        assertBad(Block.newBuilder(block).setNonce(-1).build());
        assertBad(Block.newBuilder(block).setTimestamp(0x1_0000_0000L).build());

        Block half = Block.newBuilder(block).build();
        Input input = half.getTransactions().get(0).getInputs().get(0);
        assertThat(input.getSpentOutputIndex()).isNull();
        input.put("spent_output_index", 1L);
        assertBad(half);
    }

    private static void assertBad(Block block) {
        assertThatThrownBy(() -> BlockEncoder.encode(block))
                .isInstanceOf(BadBlockException.class)
                .hasMessageContainingAll("Expected", "found");
    }
}
