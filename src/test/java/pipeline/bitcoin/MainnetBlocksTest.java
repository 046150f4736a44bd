package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pipeline.bitcoin.MainnetBlocks.MainnetBlock;

class MainnetBlocksTest {

    @Test
    void the_first_blocks_decode_to_what_core_says_and_encode_back() throws BadBlockException {
        List<MainnetBlock> blocks = MainnetBlocks.first();
        assertThat(blocks).hasSize(255);
        for (int index = 0; index < blocks.size(); index++) {
            assertDecodesAndEncodesBack(blocks.get(index), index + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {227835, 413567, 481829, 702861})
    void a_later_block_decodes_to_what_core_says_and_encodes_back(int height) throws BadBlockException {
        assertDecodesAndEncodesBack(MainnetBlocks.at(height), height);
    }

    private static void assertDecodesAndEncodesBack(MainnetBlock expected, int height) throws BadBlockException {
        Block block = new BlockDecoder(Network.MAIN).decode(expected.header(height), expected.raw());
        CoreAnswer.assertSame(block, expected.answer());
        assertThat(block.getHeight()).isEqualTo(height);
        assertThat(BlockEncoder.encode(block)).isEqualTo(expected.raw());
    }
}
