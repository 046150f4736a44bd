package pipeline.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

class FooterTest {

    @Test
    void the_same_file_from_two_processes_has_the_same_bytes() throws Exception {
        byte[] one = file(List.of(Encoding.PLAIN, Encoding.BIT_PACKED, Encoding.RLE), "a", "b");
        byte[] other = file(List.of(Encoding.RLE, Encoding.PLAIN, Encoding.BIT_PACKED), "b", "a");
        assertThat(other).isNotEqualTo(one);
        assertThat(Footer.inOrder(other)).isEqualTo(Footer.inOrder(one)).startsWith("rows".getBytes());
        assertThat(Footer.read(Footer.inOrder(other))).isEqualTo(Footer.read(Footer.inOrder(one)));
    }

    @Test
    void what_is_no_footer_is_refused() throws Exception {
        byte[] file = file(List.of(Encoding.PLAIN), "a");
        assertThatThrownBy(() -> Footer.read("PAR1 and no more".getBytes())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Footer.read("PAR1".getBytes())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Footer.read(tail(1_000_000, "PAR1"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Footer.read(tail(-1, "PAR1"))).isInstanceOf(IOException.class);
        file[file.length - 10] ^= 0x5a;
        file[6] = (byte) 0xff;
        assertThatThrownBy(() -> Footer.read(file)).isInstanceOf(IOException.class);
    }

    private static byte[] file(List<Encoding> encodings, String... keys) throws IOException {
        ColumnMetaData column = new ColumnMetaData(
                Type.INT64, new ArrayList<>(encodings), List.of("height"), CompressionCodec.ZSTD, 1, 1, 1, 4);
        ColumnChunk chunk = new ColumnChunk(4);
        chunk.setMeta_data(column);
        FileMetaData content = new FileMetaData(
                1, List.of(new SchemaElement("blocks")), 1, List.of(new RowGroup(List.of(chunk), 1, 1)));
        for (String key : keys) {
            content.addToKey_value_metadata(new KeyValue(key));
        }
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(content, footer);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write("rows".getBytes(StandardCharsets.US_ASCII));
        footer.writeTo(file);
        file.write(tail(footer.size(), "PAR1"));
        return file.toByteArray();
    }

    private static byte[] tail(int length, String magic) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put(magic.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
