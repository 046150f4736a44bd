package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitcoin.chain.Block;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class BlockJsonTest {

    private final BlockJson json = new BlockJson();

    @Test
    void writes_a_block_as_one_line() throws IOException {
        assertThat(text(SampleBlocks.genesis()))
                .isEqualTo(
                        "{\"hash\":\"00000000000000000001a2b3c4d5e6f700000000000000000001a2b3c4d5e6f7\",\"height\":0,"
                                + "\"version\":-2147483648,\"previous_block_hash\":null,\"merkle_root\":\""
                                + "f".repeat(64)
                                + "\",\"timestamp\":4294967295,\"median_time\":1231006505,\"nonce\":4294967295,"
                                + "\"bits\":\"1d00ffff\",\"difficulty\":4.656542373906925E-10,\"chain_work\":\""
                                + "0".repeat(60)
                                + "abcd\",\"size\":1381836,\"stripped_size\":871432,\"weight\":3996132,"
                                + "\"transaction_count\":1,\"coinbase_param\":\"03a1b2c3\","
                                + "\"transactions\":[{\"hash\":\""
                                + "a".repeat(64) + "\",\"witness_hash\":\"" + "b".repeat(64)
                                + "\",\"index\":0,\"version\":1,\"size\":134,\"virtual_size\":134,\"weight\":536,"
                                + "\"lock_time\":0,\"is_coinbase\":true,\"inputs\":[{\"index\":0,"
                                + "\"spent_transaction_hash\":null,\"spent_output_index\":null,"
                                + "\"script_hex\":\"04ffff001d0104\",\"sequence\":4294967295,\"witness\":[\""
                                + "00".repeat(32)
                                + "\"],\"value\":null,\"type\":null,\"address\":null}],\"outputs\":[{\"index\":0,"
                                + "\"value\":5000000000,\"script_hex\":\"41" + "04".repeat(65)
                                + "ac\",\"type\":\"pubkey\","
                                + "\"address\":null}],\"input_count\":1,\"output_count\":1,\"input_value\":null,"
                                + "\"output_value\":5000000000,\"fee\":null}]}\n");
    }

    @Test
    void reads_back_what_it_wrote() throws IOException {
        for (Block block : List.of(SampleBlocks.genesis(), SampleBlocks.small(), SampleBlocks.large(50))) {
            assertThat(read(text(block))).isEqualTo(block);
        }
    }

    @Test
    void names_the_fields_in_the_schemas_order() throws IOException {
        JsonNode block = new ObjectMapper().readTree(text(SampleBlocks.small()));

        assertThat(block.fieldNames()).toIterable().containsExactlyElementsOf(names(BlockSchemas.current()));
        Schema transaction =
                BlockSchemas.current().getField("transactions").schema().getElementType();
        assertThat(block.at("/transactions/1").fieldNames()).toIterable().containsExactlyElementsOf(names(transaction));
    }

    @Test
    void writes_every_byte_as_two_lower_case_digits_whatever_kind_of_buffer_holds_it() throws IOException {
        byte[] all = new byte[5000];
        for (int index = 0; index < all.length; index++) {
            all[index] = (byte) index;
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(all.length).put(all).flip();
        ByteBuffer part =
                ByteBuffer.allocate(all.length + 7).put(3, all).position(3).limit(3 + all.length);
        for (ByteBuffer buffer :
                List.of(direct, part.slice(), part, ByteBuffer.wrap(all).asReadOnlyBuffer())) {
            Block block = withCoinbaseParameter(buffer);

            String text = text(block);

            assertThat(text).contains("\"coinbase_param\":\"" + HexFormat.of().formatHex(all) + "\"");
            assertThat(read(text)).isEqualTo(block);
            assertThat(buffer.remaining()).isEqualTo(all.length);
        }
    }

    @Test
    void keeps_every_difficulty_to_the_last_bit() throws IOException {
        for (double difficulty : new double[] {1, 0.1 + 0.2, 83148355189239.77, Double.MIN_VALUE, Double.MAX_VALUE}) {
            Block block = changed(SampleBlocks.genesis(), "difficulty", difficulty);

            assertThat(read(text(block)).getDifficulty()).isEqualTo(difficulty);
        }
    }

    @Test
    void reads_fields_in_any_order_and_with_white_space() throws IOException {
        ObjectNode sorted = new ObjectMapper().createObjectNode();
        JsonNode block = new ObjectMapper().readTree(text(SampleBlocks.small()));
        List<String> names = new ArrayList<>();
        block.fieldNames().forEachRemaining(names::add);
        Collections.reverse(names);
        names.forEach(name -> sorted.set(name, block.get(name)));

        assertThat(read(sorted.toPrettyString() + "\n\n")).isEqualTo(SampleBlocks.small());
    }

    @Test
    void reads_a_whole_number_as_difficulty() throws IOException {
        assertThat(readChanged(block -> block.put("difficulty", 1)).getDifficulty())
                .isEqualTo(1.0);
    }

    @Test
    void refuses_a_missing_field_even_where_it_may_be_null() {
        assertThatThrownBy(() -> readChanged(block -> transaction(block, 1).remove("fee")))
                .isInstanceOf(MalformedBlockJsonException.class)
                .hasMessageContaining("/transactions/1 lacks the field fee");
    }

    @Test
    void refuses_an_unknown_field() {
        assertThatThrownBy(() -> readChanged(block -> transaction(block, 0).put("confirmations", 6)))
                .isInstanceOf(MalformedBlockJsonException.class)
                .hasMessageContaining("/transactions/0/confirmations is a field that the schema does not have");
    }

    @Test
    void refuses_a_field_that_is_there_twice() throws IOException {
        String twice = text(SampleBlocks.small()).replaceFirst("\"height\":170", "$0,$0");

        assertThatThrownBy(() -> read(twice))
                .isInstanceOf(MalformedBlockJsonException.class)
                .hasMessageContaining("/height is there twice");
    }

    @Test
    void refuses_values_of_another_type_and_says_where() {
        refuses(block -> block.put("hash", 1), "/hash has to be a string and is VALUE_NUMBER_INT");
        refuses(block -> block.putNull("hash"), "/hash has to be a string and is VALUE_NULL");
        refuses(block -> block.put("height", "170"), "/height has to be a whole number and is VALUE_STRING");
        refuses(block -> block.put("height", 1.5), "/height has to be a whole number and is VALUE_NUMBER_FLOAT");
        refuses(block -> block.put("version", 1L << 31), "out of range of int");
        refuses(block -> block.put("difficulty", "1"), "/difficulty has to be a number and is VALUE_STRING");
        refuses(block -> block.put("coinbase_param", "abc"), "/coinbase_param is an odd number of hex digits: 3");
        refuses(block -> block.put("coinbase_param", "aB"), "/coinbase_param is not a lower-case hex digit: B");
        refuses(block -> block.put("transactions", 2), "/transactions has to be an array");
        refuses(
                block -> ((ArrayNode) block.get("transactions")).add("x"),
                "/transactions/2 has to be an object and is VALUE_STRING");
        refuses(block -> transaction(block, 0).put("is_coinbase", 1), "/is_coinbase has to be true or false");
    }

    @Test
    void refuses_text_cut_short_anywhere() throws IOException {
        String text = text(SampleBlocks.small());
        for (int length = 0; length < text.length() - 1; length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(MalformedBlockJsonException.class);
        }
    }

    @Test
    void refuses_what_follows_a_block() throws IOException {
        String text = text(SampleBlocks.genesis());

        assertThatThrownBy(() -> read(text + text)).isInstanceOf(MalformedBlockJsonException.class);
        assertThatThrownBy(() -> read(text + "x")).isInstanceOf(MalformedBlockJsonException.class);
    }

    @Test
    void hands_on_a_failure_of_the_stream_as_it_is() {
        IOException failure = new IOException("Connection reset");
        InputStream broken = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] target, int start, int length) throws IOException {
                throw failure;
            }
        };

        assertThatThrownBy(() -> json.read(broken)).isSameAs(failure);
    }

    @Test
    void does_not_complete_a_block_that_it_could_not_write_whole() {
        Block broken = withCoinbaseParameter(null);
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        assertThatThrownBy(() -> json.write(broken, written)).isInstanceOf(RuntimeException.class);
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("}");
    }

    @Test
    void leaves_streams_open() throws IOException {
        OutputStream target = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        json.write(SampleBlocks.genesis(), target);

        InputStream source =
                new ByteArrayInputStream(text(SampleBlocks.genesis()).getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public void close() {
                        throw new AssertionError("closed");
                    }
                };
        json.read(source);
    }

    private void refuses(Consumer<ObjectNode> change, String message) {
        assertThatThrownBy(() -> readChanged(change))
                .isInstanceOf(MalformedBlockJsonException.class)
                .hasMessageStartingWith("Not a block in JSON, line 1 column ")
                .hasMessageContaining(message);
    }

    private Block readChanged(Consumer<ObjectNode> change) throws IOException {
        ObjectNode block = (ObjectNode) new ObjectMapper().readTree(text(SampleBlocks.small()));
        change.accept(block);
        return read(block.toString());
    }

    private Block read(String text) throws IOException {
        return json.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String text(Block block) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        json.write(block, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static ObjectNode transaction(ObjectNode block, int index) {
        return (ObjectNode) block.get("transactions").get(index);
    }

    private static Block withCoinbaseParameter(ByteBuffer bytes) {
        return changed(SampleBlocks.genesis(), "coinbase_param", bytes);
    }

    private static Block changed(Block block, String field, Object value) {
        block.put(block.getSchema().getField(field).pos(), value);
        return block;
    }

    private static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }
}
