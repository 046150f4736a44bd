package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class ByteArrayEncoderTest {

    private final ByteArrayEncoder encoder = new ByteArrayEncoder();

    @Test
    void writes_what_avros_own_encoder_writes() throws IOException {
        writeOneOfEach(encoder);
        assertThat(written()).isEqualTo(expected());
    }

    @Test
    void begins_anew_once_it_is_cleared() throws IOException {
        writeOneOfEach(encoder);
        encoder.clear();
        writeOneOfEach(encoder);
        assertThat(written()).isEqualTo(expected());
    }

    @Test
    void leaves_a_buffer_where_it_stands() throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2);
        encoder.writeBytes(buffer);
        assertThat(written()).containsExactly(4, 2, 3);
        assertThat(buffer.position()).isEqualTo(1);
    }

    private static void writeOneOfEach(Encoder to) throws IOException {
        to.writeNull();
        to.writeBoolean(true);
        to.writeBoolean(false);
        for (int value : new int[] {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            to.writeInt(value);
        }
        for (long value : new long[] {0, -1, 1, 63, 64, Long.MIN_VALUE, Long.MAX_VALUE}) {
            to.writeLong(value);
        }
        to.writeFloat(1.5f);
        to.writeDouble(-0.1);
        for (String text : new String[] {"", "0f", "bc1qß", "₿", "a".repeat(200_000)}) {
            to.writeString(text);
        }
        to.writeString(new Utf8("ü"));
        to.writeBytes(new byte[] {1, 2, 3}, 1, 2);
        to.writeBytes(ByteBuffer.wrap(new byte[300_000]));
        to.writeFixed(new byte[] {9, 8, 7});
        to.writeEnum(2);
        to.writeArrayStart();
        to.setItemCount(1);
        to.startItem();
        to.writeInt(7);
        to.writeArrayEnd();
        to.writeIndex(1);
        to.flush();
    }

    private byte[] written() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoder.writeTo(bytes);
        assertThat(encoder.bytesBuffered()).isEqualTo(bytes.size());
        return bytes.toByteArray();
    }

    private static byte[] expected() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder avro = EncoderFactory.get().directBinaryEncoder(bytes, null);
        writeOneOfEach(avro);
        return bytes.toByteArray();
    }
}
