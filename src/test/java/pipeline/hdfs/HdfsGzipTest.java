package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose names end in .gz. */
class HdfsGzipTest {

    private static final String ZIPPED = "hdfs:/blocks?fileName=a.json.gz";
    private static final String TEXT = "Grüße, 中本聪\n".repeat(50_000);

    @TempDir
    private Path root;

    private HdfsRoute route;

    @BeforeEach
    void open() throws Exception {
        route = new HdfsRoute("file:" + root);
        route.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:read")
                        .to("hdfs:/blocks?fileName=${header.name}&operation=read")
                        .convertBodyTo(String.class, "UTF-8");
            }
        });
    }

    @AfterEach
    void close() {
        route.close();
    }

    @Test
    void compresses_the_body_and_tells_the_size_of_the_file() throws Exception {
        Exchange exchange = route.write(ZIPPED, TEXT);

        Path file = root.resolve("blocks/a.json.gz");
        assertThat(unzipped(Files.readAllBytes(file))).isEqualTo(TEXT);
        assertThat(exchange.getMessage().getHeader(HdfsConstants.BYTES)).isEqualTo(Files.size(file));
        assertThat(Files.size(file)).isLessThan(TEXT.length() / 100);
    }

    @Test
    void compresses_a_body_that_writes_itself_flushes_and_closes() throws Exception {
        route.write(ZIPPED, Bodies.writingItself(output -> {
            output.write("whole".getBytes(StandardCharsets.US_ASCII));
            output.flush();
            output.close();
        }));

        assertThat(read("a.json.gz")).isEqualTo("whole");
    }

    @Test
    void the_same_text_gives_the_same_bytes_without_name_or_time() throws Exception {
        route.write(ZIPPED, TEXT);
        route.write("hdfs:/blocks?fileName=b.json.gz", TEXT);

        byte[] file = Files.readAllBytes(root.resolve("blocks/a.json.gz"));
        assertThat(root.resolve("blocks/b.json.gz")).hasBinaryContent(file);
        // RFC 1952: magic, deflate, no flags, no time
        assertThat(Arrays.copyOf(file, 8)).containsExactly(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
    }

    @Test
    void is_read_as_its_text() throws Exception {
        route.write(ZIPPED, TEXT);

        assertThat(read("a.json.gz")).isEqualTo(TEXT);
        assertThat(read("none.json.gz")).isNull();
    }

    @Test
    void a_body_that_fails_half_way_leaves_the_old_file_and_no_other() throws Exception {
        route.write(ZIPPED, "old");
        IOException failure = new IOException("no more bytes");

        assertThatThrownBy(() -> route.write(ZIPPED, Bodies.failingStream(500_000, failure)))
                .isSameAs(failure);

        assertThat(read("a.json.gz")).isEqualTo("old");
        assertThat(root.resolve("blocks")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void keeps_a_copy_that_is_named_by_the_text_and_has_the_same_bytes() throws Exception {
        route.write(ZIPPED, TEXT);
        byte[] file = Files.readAllBytes(root.resolve("blocks/a.json.gz"));

        route.write(ZIPPED + "&keepReplaced=kept/${body.substring(0,5)}.json.gz", "new");

        assertThat(root.resolve("blocks/kept/Grüße.json.gz")).hasBinaryContent(file);
        assertThat(read("a.json.gz")).isEqualTo("new");
    }

    @Test
    void a_copy_of_another_extension_holds_the_same_text() throws Exception {
        route.write(ZIPPED, TEXT);
        route.write("hdfs:/blocks?fileName=b.json", TEXT);

        route.write(ZIPPED + "&keepReplaced=kept/a.json&operation=remove", null);
        route.write("hdfs:/blocks?fileName=b.json&keepReplaced=kept/b.json.gz&operation=remove", null);

        assertThat(root.resolve("blocks/kept/a.json")).hasContent(TEXT);
        assertThat(unzipped(Files.readAllBytes(root.resolve("blocks/kept/b.json.gz"))))
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 30})
    void a_file_that_is_not_whole_is_kept_as_it_is_and_replaced(int length) throws Exception {
        route.write(ZIPPED, TEXT);
        Path file = root.resolve("blocks/a.json.gz");
        byte[] torn = Arrays.copyOf(Files.readAllBytes(file), length);
        Files.write(file, torn);

        route.write(ZIPPED + "&keepReplaced=kept/a.json.gz", "new");

        assertThat(root.resolve("blocks/kept/a.json.gz")).hasBinaryContent(torn);
        assertThat(read("a.json.gz")).isEqualTo("new");
    }

    @Test
    void says_which_file_is_not_compressed_although_its_name_says_so() throws Exception {
        Files.createDirectories(root.resolve("blocks"));
        Files.writeString(root.resolve("blocks/a.json.gz"), "plain text");

        assertThatThrownBy(() -> route.write(ZIPPED + "&operation=read", null))
                .isInstanceOf(HdfsReadException.class)
                .hasMessageStartingWith("Cannot read /blocks/a.json.gz from file:" + root + " (hdfs.url): ")
                .rootCause()
                .hasMessage("/blocks/a.json.gz is not a whole gzip file (ZipException: Not in GZIP format):"
                        + " write it again, or remove it");
    }

    /** In its header, its text and its checksum. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 30, -1})
    void says_which_file_is_cut_off(int length) throws Exception {
        route.write(ZIPPED, TEXT);
        Path file = root.resolve("blocks/a.json.gz");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, length > 0 ? length : whole.length + length));

        assertThatThrownBy(() -> read("a.json.gz"))
                .rootCause()
                .hasMessageStartingWith("/blocks/a.json.gz is not a whole gzip file (EOFException")
                .hasMessageEndingWith("): write it again, or remove it");
    }

    @Test
    void says_which_file_has_other_bytes_than_its_checksum_says() throws Exception {
        route.write(ZIPPED, TEXT);
        Path file = root.resolve("blocks/a.json.gz");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 8] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> read("a.json.gz"))
                .rootCause()
                .hasMessageStartingWith(
                        "/blocks/a.json.gz is not a whole gzip file (ZipException: Corrupt GZIP trailer");
    }

    private Object read(String name) throws Exception {
        return route.write("direct:read", null, Map.of("name", name))
                .getMessage()
                .getBody();
    }

    private static String unzipped(byte[] file) throws IOException {
        try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(file))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
