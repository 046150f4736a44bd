package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class ByteArrayDecoderTest {

    private static final Schema DIGEST = Schema.createFixed("Digest", null, null, 4);
    private static final Schema COLOR = Schema.createEnum("Color", null, null, List.of("RED", "GREEN"));
    private static final Schema EVERYTHING = SchemaBuilder.record("Everything")
            .fields()
            .requiredBoolean("boolean")
            .requiredInt("int")
            .requiredLong("long")
            .requiredFloat("float")
            .requiredDouble("double")
            .requiredString("string")
            .requiredBytes("bytes")
            .optionalLong("nothing")
            .name("fixed")
            .type(DIGEST)
            .noDefault()
            .name("enum")
            .type(COLOR)
            .noDefault()
            .name("array")
            .type(Schema.createArray(Schema.create(Schema.Type.STRING)))
            .noDefault()
            .name("map")
            .type(Schema.createMap(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .requiredInt("last")
            .endRecord();

    @Test
    void reads_every_type_that_avro_writes() throws IOException {
        ByteArrayDecoder decoder = new ByteArrayDecoder(plain(), 0);

        assertThat(new GenericDatumReader<GenericRecord>(EVERYTHING).read(null, decoder))
                .hasToString(everything().toString());
        assertThat(decoder.remaining()).isZero();
    }

    @Test
    void reads_arrays_and_maps_that_tell_their_size_in_bytes() throws IOException {
        assertThat(sized()).isNotEqualTo(plain());
        assertThat(new GenericDatumReader<GenericRecord>(EVERYTHING).read(null, new ByteArrayDecoder(sized(), 0)))
                .hasToString(everything().toString());
    }

    @Test
    void skips_what_the_reader_does_not_ask_for() throws IOException {
        Schema last =
                SchemaBuilder.record("Everything").fields().requiredInt("last").endRecord();
        for (byte[] encoded : List.of(plain(), sized())) {
            ByteArrayDecoder decoder = new ByteArrayDecoder(encoded, 0);

            assertThat(new GenericDatumReader<GenericRecord>(EVERYTHING, last)
                            .read(null, decoder)
                            .get("last"))
                    .isEqualTo(77);
            assertThat(decoder.remaining()).isZero();
        }
    }

    @Test
    void reads_the_extremes_of_numbers() throws IOException {
        for (long value : new long[] {0, -1, 63, 64, -64, -65, Integer.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Encoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            encoder.writeLong(value);

            assertThat(new ByteArrayDecoder(bytes.toByteArray(), 0).readLong()).isEqualTo(value);
        }
    }

    @Test
    void begins_where_it_is_told_to() throws IOException {
        assertThat(new ByteArrayDecoder(new byte[] {1, 2, 4}, 2).readInt()).isEqualTo(2);
    }

    @Test
    void refuses_numbers_that_are_too_long() {
        assertThatThrownBy(() -> decoder("ffffffffffffffffffff01").readLong()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decoder("ffffffff1f").readInt()).isInstanceOf(IOException.class);
    }

    @Test
    void refuses_lengths_beyond_the_end_and_below_nothing() {
        for (String length : new String[] {"06ffff", "01", "feffffff0f", "ffffffffffffffffff01"}) {
            assertThatThrownBy(() -> decoder(length).readBytes(null)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> decoder(length).readString()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> decoder(length).skipBytes()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> decoder(length).readArrayStart()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> decoder(length).skipMap()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refuses_a_boolean_that_is_neither_and_text_that_is_not_utf8() {
        assertThatThrownBy(() -> decoder("02").readBoolean()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decoder("02ff").readString()).hasMessageContaining("not UTF-8");
    }

    private static ByteArrayDecoder decoder(String hex) {
        return new ByteArrayDecoder(HexFormat.of().parseHex(hex), 0);
    }

    private static byte[] plain() throws IOException {
        return encode(bytes -> EncoderFactory.get().binaryEncoder(bytes, null));
    }

    /** Arrays and maps in pieces that tell their size in bytes, so that a reader can skip them. */
    private static byte[] sized() throws IOException {
        return encode(bytes -> new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(bytes, null));
    }

    private static byte[] encode(Function<OutputStream, Encoder> encoding) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Encoder encoder = encoding.apply(bytes);
        new GenericDatumWriter<GenericRecord>(EVERYTHING).write(everything(), encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static GenericRecord everything() {
        return new GenericRecordBuilder(EVERYTHING)
                .set("boolean", true)
                .set("int", -5)
                .set("long", Long.MIN_VALUE)
                .set("float", 1.5f)
                .set("double", -0.1)
                .set("string", "häsh ₿")
                .set("bytes", ByteBuffer.wrap(new byte[] {0, (byte) 0xff}))
                .set("nothing", null)
                .set("fixed", new GenericData.Fixed(DIGEST, new byte[] {1, 2, 3, 4}))
                .set("enum", new GenericData.EnumSymbol(COLOR, "GREEN"))
                .set("array", List.of("a".repeat(50), "b".repeat(50), "c"))
                .set("map", Map.of("one", 1L))
                .set("last", 77)
                .build();
    }
}
