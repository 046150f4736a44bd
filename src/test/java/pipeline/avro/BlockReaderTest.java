package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitcoin.chain.Block;
import bitcoin.chain.Transaction;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockReaderTest {

    private static final int SCHEMA_ID = 0x01020304;
    private static final byte[] CONFLUENT_HEADER = {0, 1, 2, 3, 4};
    private static final String SCHEMA_REQUEST = "GET /schemas/ids/" + SCHEMA_ID;

    private final StandInRegistry registry = new StandInRegistry();
    private final BlockReader withoutRegistry = new BlockReader(null);
    private final BlockReader withRegistry = new BlockReader(registry.client());

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void reads_what_avro_writes_as_single_object() throws Exception {
        Block block = SampleBlocks.small();

        assertThat(withoutRegistry.read(singleObject(block))).isEqualTo(block);
    }

    @Test
    void reads_a_single_object_where_there_is_a_registry_without_asking_it() throws Exception {
        Block block = SampleBlocks.genesis();

        assertThat(withRegistry.read(singleObject(block))).isEqualTo(block);
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void reads_a_confluent_record_with_the_schema_of_its_id_and_asks_once() throws Exception {
        Block block = SampleBlocks.small();
        byte[] record = AvroBytes.join(CONFLUENT_HEADER, AvroBytes.body(block));
        registry.on(SCHEMA_REQUEST, 200, schemaAnswer(BlockSchemas.current()));

        assertThat(withRegistry.read(record)).isEqualTo(block);
        assertThat(withRegistry.read(record)).isEqualTo(block);
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void reads_a_confluent_record_of_an_older_schema() throws Exception {
        byte[] record = AvroBytes.join(CONFLUENT_HEADER, AvroBytes.olderBody(SampleBlocks.small()));
        registry.on(SCHEMA_REQUEST, 200, schemaAnswer(AvroBytes.olderSchema()));

        assertThatOlderIsUnderstood(withRegistry.read(record));
    }

    @Test
    void reads_a_single_object_of_an_older_schema() throws Exception {
        Schema older = AvroBytes.olderSchema();
        long fingerprint = BlockSchemas.fingerprint(older);
        BlockReader reader = new BlockReader(
                null, asked -> asked == fingerprint ? Optional.of(older) : BlockSchemas.byFingerprint(asked));
        byte[] record =
                AvroBytes.join(RecordHeader.singleObject(fingerprint), AvroBytes.olderBody(SampleBlocks.small()));

        assertThatOlderIsUnderstood(reader.read(record));
    }

    @Test
    void waits_for_the_setting_where_a_record_needs_a_registry_and_there_is_none() {
        assertThatThrownBy(() -> withoutRegistry.read(CONFLUENT_HEADER))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("schema " + SCHEMA_ID)
                .hasMessageContaining("schema-registry.url");
    }

    @Test
    void waits_for_a_registry_that_fails() {
        registry.on(SCHEMA_REQUEST, 503, "{\"error_code\":50003,\"message\":\"Leader is not known\"}");

        assertThatThrownBy(() -> withRegistry.read(CONFLUENT_HEADER))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("Leader is not known");
    }

    @Test
    void waits_for_a_registry_that_is_down() {
        registry.close();

        assertThatThrownBy(() -> withRegistry.read(CONFLUENT_HEADER))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("schema-registry.url");
    }

    @Test
    void refuses_an_id_that_the_registry_does_not_know() {
        registry.on(SCHEMA_REQUEST, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

        assertThatThrownBy(() -> withRegistry.read(CONFLUENT_HEADER))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining(Integer.toString(SCHEMA_ID));
    }

    @Test
    void refuses_a_record_of_something_else() throws Exception {
        Schema other =
                SchemaBuilder.record("Other").fields().requiredString("name").endRecord();
        registry.on(SCHEMA_REQUEST, 200, schemaAnswer(other));
        byte[] record = AvroBytes.join(CONFLUENT_HEADER, new byte[] {2, 'a'});

        assertThatThrownBy(() -> withRegistry.read(record)).isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void refuses_an_unknown_fingerprint() {
        byte[] record = HexFormat.of().parseHex("c3010102030405060708");

        assertThatThrownBy(() -> withoutRegistry.read(record))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("0807060504030201");
    }

    @Test
    void refuses_nothing_at_all() {
        assertThatThrownBy(() -> withoutRegistry.read(new byte[0])).isInstanceOf(UndecodableRecordException.class);
        assertThatThrownBy(() -> withoutRegistry.read(null)).isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void refuses_an_unknown_beginning_and_shows_it() {
        assertThatThrownBy(() -> withoutRegistry.read("{\"hash\":1}".getBytes()))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("7b2268617368223a317d");
    }

    @Test
    void refuses_bytes_left_over() throws Exception {
        byte[] record = singleObject(SampleBlocks.small());

        assertThatThrownBy(() -> withoutRegistry.read(Arrays.copyOf(record, record.length + 3)))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("3 bytes left over")
                .hasMessageContaining(SampleBlocks.HASH);
    }

    @Test
    void refuses_a_record_cut_short_anywhere() throws Exception {
        byte[] record = singleObject(SampleBlocks.small());

        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> withoutRegistry.read(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(UndecodableRecordException.class);
        }
    }

    @Test
    void a_changed_byte_gives_another_block_or_is_refused_and_nothing_else() throws Exception {
        byte[] record = singleObject(SampleBlocks.small());
        int refused = 0;
        for (int at = 0; at < record.length; at++) {
            for (int mask : new int[] {0x01, 0x80, 0xff}) {
                byte[] changed = record.clone();
                changed[at] ^= (byte) mask;
                refused += isRefused(changed) ? 1 : 0;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void does_not_make_room_for_more_transactions_than_there_are_bytes() throws Exception {
        byte[] record = withTransactionCount(Integer.MAX_VALUE - 8);

        assertThatThrownBy(() -> withoutRegistry.read(record))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("2147483639 items");
    }

    @Test
    void does_not_make_room_for_a_string_of_two_gigabytes() throws Exception {
        byte[] start = RecordHeader.singleObject(BlockSchemas.fingerprint(BlockSchemas.current()));
        byte[] record = AvroBytes.join(start, new byte[] {(byte) 0xee, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});

        assertThatThrownBy(() -> withoutRegistry.read(record))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("2147483639 bytes");
    }

    private boolean isRefused(byte[] record) throws SchemaRegistryException {
        try {
            assertThat(withoutRegistry.read(record)).isNotNull();
            return false;
        } catch (UndecodableRecordException e) {
            return true;
        }
    }

    private static void assertThatOlderIsUnderstood(Block read) {
        Block written = SampleBlocks.small();
        assertThat(read.getHeight()).isEqualTo(170);
        assertThat(read.getHash()).isEqualTo(written.getHash());
        assertThat(read.getCoinbaseParam()).isEqualTo(written.getCoinbaseParam());
        Transaction payment = read.getTransactions().get(1);
        assertThat(payment.getFee()).isNull();
        assertThat(payment.getInputValue()).isNull();
        assertThat(payment.getOutputs().get(1).getAddress()).isNull();
        assertThat(payment.getOutputs().get(1).getType()).isEqualTo("pubkeyhash");
        assertThat(payment.getInputs().get(0).getWitness())
                .isEqualTo(written.getTransactions().get(1).getInputs().get(0).getWitness());
    }

    private static byte[] withTransactionCount(long count) throws IOException {
        byte[] body = AvroBytes.body(SampleBlocks.block(0, null, List.of()));
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(RecordHeader.singleObject(BlockSchemas.fingerprint(BlockSchemas.current())));
        // the last byte ends the list of transactions
        record.write(body, 0, body.length - 1);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(record, null);
        encoder.writeLong(count);
        encoder.flush();
        return record.toByteArray();
    }

    private static byte[] singleObject(Block block) throws IOException {
        ByteBuffer encoded = new BinaryMessageEncoder<>(GenericData.get(), BlockSchemas.current()).encode(block);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static String schemaAnswer(Schema schema) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schema", schema.toString())
                .toString();
    }
}
