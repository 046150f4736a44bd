package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FileHeightsTest {

    @Test
    void only_names_that_the_pipeline_gives_are_heights() {
        assertThat(FileHeights.of(List.of(
                                "block_0.json",
                                "block_57.json",
                                "block_0058.json",
                                "block_00.json",
                                "block_59.json.gz",
                                ".block_60.json.tmp",
                                "block_-1.json",
                                "block_9999999999.json"))
                        .stream())
                .containsExactly(0, 57);
    }
}
