package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StaleFileTest {

    private final StaleFile staleFile = new StaleFile();

    @Test
    void a_block_is_kept_under_its_height_and_hash() throws IOException {
        Block block = SampleBlocks.small();
        assertThat(staleFile.name(beginning(block), 183, "ff".repeat(32)))
                .isEqualTo("orphans/block_183_" + block.getHash() + ".json");
        assertThat(staleFile.name(beginning(block), 183, null))
                .isEqualTo("orphans/block_183_" + block.getHash() + ".json");
    }

    @Test
    void the_canonical_block_itself_is_not_kept() throws IOException {
        Block block = SampleBlocks.small();
        assertThat(staleFile.name(beginning(block), 183, block.getHash())).isNull();
    }

    @Test
    void what_is_no_block_is_not_kept() {
        assertThat(staleFile.name("", 183, null)).isNull();
        assertThat(staleFile.name("{\"hash\":\"../../x\"}", 183, null)).isNull();
    }

    private static String beginning(Block block) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new BlockJson().write(block, json);
        String text = json.toString(StandardCharsets.UTF_8);
        return text.substring(0, Math.min(1024, text.length()));
    }
}
