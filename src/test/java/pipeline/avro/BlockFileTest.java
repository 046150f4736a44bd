package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BlockFileTest {

    private final BlockFile blockFile = new BlockFile();

    @Test
    void a_file_of_the_archive_tells_its_block_and_is_closed() throws IOException {
        Block block = SampleBlocks.small();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new BlockJson().write(block, json);
        AtomicBoolean closed = new AtomicBoolean();
        assertThat(blockFile.hash(new ByteArrayInputStream(json.toByteArray()) {
                    @Override
                    public void close() {
                        closed.set(true);
                    }
                }))
                .isEqualTo(block.getHash());
        assertThat(closed).isTrue();
    }

    @Test
    void no_file_and_a_file_that_is_no_block_tell_none() throws IOException {
        assertThat(blockFile.hash((InputStream) null)).isNull();
        for (String content : new String[] {"", "{\"hash\":", "{\"hash\":\"../../x\"}", "x".repeat(5000)}) {
            assertThat(blockFile.hash(new ByteArrayInputStream(content.getBytes(StandardCharsets.US_ASCII))))
                    .isNull();
        }
    }
}
