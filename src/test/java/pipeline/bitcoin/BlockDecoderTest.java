package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Transaction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockDecoderTest {

    private static final List<CoreBlock> BLOCKS = CoreBlock.all();
    private static final BlockDecoder DECODER = new BlockDecoder(Network.REGTEST);

    @Test
    void every_block_of_the_sample_chain_and_its_fork_is_there() {
        assertThat(BLOCKS).hasSize(189).allSatisfy(block -> {
            assertThat(block.raw()).isNotEmpty();
            assertThat(block.spentOutputs()).isNotEmpty();
        });
    }

    @Test
    void every_field_equals_what_core_answers() throws BadBlockException {
        for (CoreBlock core : BLOCKS) {
            Block block = DECODER.decode(core.header(), core.raw(), SpentOutputs.ofBinary(core.spentOutputs()));
            CoreAnswer.assertSame(block, core.answer());
            CoreAnswer.assertSameInChain(block, core.answer());
            CoreAnswer.assertSameSpent(block, core.answer());
        }
    }

    @Test
    void spent_outputs_from_json_give_the_same_record() throws BadBlockException {
        for (CoreBlock core : BLOCKS) {
            Block block = DECODER.decode(core.header(), core.raw(), SpentOutputs.ofJson(core.answer()));
            assertThat(block)
                    .isEqualTo(DECODER.decode(core.header(), core.raw(), SpentOutputs.ofBinary(core.spentOutputs())));
        }
    }

    @Test
    void without_spent_outputs_only_what_they_say_is_null() throws BadBlockException {
        for (CoreBlock core : BLOCKS) {
            Block block = DECODER.decode(core.header(), core.raw());
            CoreAnswer.assertSame(block, core.answer());
            CoreAnswer.assertSameInChain(block, core.answer());
            for (Transaction transaction : block.getTransactions()) {
                assertThat(transaction.getInputValue()).isNull();
                assertThat(transaction.getFee()).isNull();
                assertThat(transaction.getInputs())
                        .extracting(Input::getValue, Input::getType, Input::getAddress)
                        .containsOnly(tuple(null, null, null));
            }
        }
    }

    @Test
    void a_header_without_previous_hash_leaves_the_one_in_the_bytes() throws BadBlockException {
        CoreBlock core = CoreBlock.at(183);
        BlockHeader header = core.header();
        BlockHeader orphan = new BlockHeader(
                header.hash(),
                183,
                null,
                header.time(),
                header.medianTime(),
                header.difficulty(),
                header.chainWork(),
                header.transactionCount(),
                1);
        assertThat(DECODER.decode(orphan, core.raw()).getPreviousBlockHash()).isEqualTo(header.previousHash());
    }

    @Test
    void the_record_does_not_change_with_the_bytes_it_was_made_from() throws BadBlockException {
        CoreBlock core = CoreBlock.at(183);
        byte[] raw = core.raw().clone();
        Block block = DECODER.decode(core.header(), raw);
        Arrays.fill(raw, (byte) 0);
        CoreAnswer.assertSame(block, core.answer());
    }
}
