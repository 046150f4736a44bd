package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.junit.jupiter.api.Test;

class BlockSchemasTest {

    @Test
    void the_newest_released_schema_is_the_current_one() {
        List<Schema> history = BlockSchemas.history();

        assertThat(history.get(history.size() - 1))
                .as("schemas/history/%s.avsc; a changed schemas/block.avsc is copied there as the next", history.size())
                .isEqualTo(BlockSchemas.current());
    }

    @Test
    void the_current_schema_reads_every_released_one() {
        assertThat(BlockSchemas.history()).isNotEmpty().allSatisfy(released -> assertThat(
                        SchemaCompatibility.checkReaderWriterCompatibility(BlockSchemas.current(), released)
                                .getResult()
                                .getIncompatibilities())
                .isEmpty());
    }

    @Test
    void every_released_schema_is_found_by_its_fingerprint() {
        assertThat(BlockSchemas.history())
                .allSatisfy(released -> assertThat(BlockSchemas.byFingerprint(BlockSchemas.fingerprint(released)))
                        .hasValueSatisfying(found -> assertThat(BlockSchemas.fingerprint(found))
                                .isEqualTo(BlockSchemas.fingerprint(released))));
    }

    @Test
    void another_fingerprint_finds_nothing() {
        assertThat(BlockSchemas.byFingerprint(0)).isEmpty();
    }

    @Test
    void the_generated_classes_are_of_the_current_schema() {
        assertThat(BlockSchemas.fingerprint(Block.getClassSchema()))
                .isEqualTo(BlockSchemas.fingerprint(BlockSchemas.current()));
    }
}
