package pipeline.verify;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import bitcoin.chain.Transaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import pipeline.avro.BlockJson;

/** No field of the schema is left out when records are compared. */
class EqualTest {

    private static final int HEIGHT = TestArchive.heightSpending("witness_v0_keyhash");

    static Stream<Arguments> fields() throws IOException {
        return Stream.of(
                        place("block", block -> block),
                        place("transaction", EqualTest::spending),
                        place("input", block -> spending(block).getInputs().get(0)),
                        place("output", block -> spending(block).getOutputs().get(0)))
                .flatMap(fields -> fields);
    }

    private static Stream<Arguments> place(String name, Function<Block, IndexedRecord> place) throws IOException {
        return place.apply(block()).getSchema().getFields().stream()
                .map(field -> Arguments.of(name + "/" + field.name(), place, field));
    }

    private static Transaction spending(Block block) {
        return block.getTransactions().get(1);
    }

    private static Block block() throws IOException {
        return new BlockJson().read(new ByteArrayInputStream(TestArchive.right(HEIGHT)));
    }

    @Test
    void a_block_equals_itself() throws IOException {
        assertThat(Equal.blocks(block(), block())).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fields")
    void a_field_that_differs_is_seen(String name, Function<Block, IndexedRecord> place, Schema.Field field)
            throws IOException {
        Block changed = block();
        IndexedRecord record = place.apply(changed);
        record.put(field.pos(), other(record.get(field.pos())));
        assertThat(Equal.blocks(block(), changed)).isFalse();
    }

    private static Object other(Object value) {
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof Long number) {
            return number + 1;
        }
        if (value instanceof Double number) {
            return number + 1;
        }
        if (value instanceof Boolean isSo) {
            return !isSo;
        }
        if (value instanceof ByteBuffer) {
            return ByteBuffer.wrap(new byte[] {1, 2, 3});
        }
        if (value instanceof List<?> list) {
            return list.subList(0, list.size() - 1);
        }
        return value + "0";
    }
}
