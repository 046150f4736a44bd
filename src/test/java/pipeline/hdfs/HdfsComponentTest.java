package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The component over a directory of this machine. */
class HdfsComponentTest {

    private static final String BLOCKS = "hdfs:/user/alice/blocks?fileName=block_${header.blockHeight}.json";

    private static final String KEEPING =
            "hdfs:/blocks?fileName=a&keepReplaced=kept/${header.height}_${body.substring(0,3)}";

    @TempDir
    private Path root;

    private HdfsRoute route;

    @BeforeEach
    void open() {
        route = new HdfsRoute("file:" + root);
    }

    @AfterEach
    void close() {
        route.close();
    }

    @Test
    void writes_the_body_under_the_name_that_the_expression_gives() throws Exception {
        Exchange exchange = route.write(BLOCKS, "{\"height\":5}", Map.of("blockHeight", 5));

        assertThat(root.resolve("user/alice/blocks/block_5.json")).hasContent("{\"height\":5}");
        assertThat(exchange.getMessage().getHeader(HdfsConstants.PATH)).isEqualTo("/user/alice/blocks/block_5.json");
        assertThat(exchange.getMessage().getHeader(HdfsConstants.BYTES)).isEqualTo(12L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs:/user/alice",
                "hdfs:///user/alice",
                "hdfs://user/alice",
                "hdfs:user/alice",
                "hdfs:/user/alice/"
            })
    void takes_the_forms_of_a_directory_that_camel_makes_of_it(String endpoint) throws Exception {
        route.write(endpoint + "?fileName=a", "x");

        assertThat(files()).containsExactly("user/alice/a");
    }

    @Test
    void writes_to_the_root_when_the_directory_is_the_root() throws Exception {
        route.write("hdfs:/?fileName=a", "x");

        assertThat(files()).containsExactly("a");
    }

    @Test
    void lists_the_names_in_a_directory_as_it_is_when_they_are_asked_for() throws Exception {
        @SuppressWarnings("unchecked")
        Iterable<String> names =
                route.write("hdfs:/blocks?operation=list", "").getMessage().getBody(Iterable.class);
        assertThat(names).isEmpty();

        route.write("hdfs:/blocks?fileName=a", "x");
        route.write("hdfs:/blocks?fileName=orphans/b", "x");
        assertThat(names).containsExactlyInAnyOrder("a", "orphans");
        route.write("hdfs:/blocks?fileName=größe 中本聪.json", "x");
        assertThat(names).containsExactlyInAnyOrder("a", "orphans", "größe 中本聪.json");
    }

    @Test
    void says_which_directory_cannot_be_listed_and_which_setting_names_it() throws Exception {
        route.write("hdfs:/?fileName=blocks", "a file in the way");

        Exchange exchange = route.write("hdfs:/blocks?operation=list", "");

        assertThatThrownBy(() -> exchange.getMessage().getBody(Iterable.class).iterator())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Cannot list /blocks of file:" + root + " (hdfs.url): NotDirectoryException: "
                        + root.resolve("blocks"));
    }

    @Test
    void makes_sub_directories_that_the_name_holds() throws Exception {
        route.write("hdfs:/blocks?fileName=orphans/block_5_${header.hash}.json", "x", Map.of("hash", "abc"));

        assertThat(files()).containsExactly("blocks/orphans/block_5_abc.json");
    }

    @Test
    void leaves_nothing_beside_the_file() throws Exception {
        route.write("hdfs:/blocks?fileName=a", "first");
        route.write("hdfs:/blocks?fileName=a", "second");

        assertThat(files()).containsExactly("blocks/a");
        assertThat(root.resolve("blocks/a")).hasContent("second");
    }

    @Test
    void keeps_unicode_in_directory_name_and_content() throws Exception {
        route.write("hdfs:/blöcke 1?fileName=größe_${header.name}.json", "Grüße, 中本聪", Map.of("name", "中本聪"));

        assertThat(Files.readString(root.resolve("blöcke 1/größe_中本聪.json"))).isEqualTo("Grüße, 中本聪");
    }

    @Test
    void writes_an_empty_file_for_an_empty_body() throws Exception {
        Exchange exchange = route.write("hdfs:/blocks?fileName=a", new byte[0]);

        assertThat(root.resolve("blocks/a")).isEmptyFile();
        assertThat(exchange.getMessage().getHeader(HdfsConstants.BYTES)).isEqualTo(0L);
    }

    @Test
    void refuses_a_message_without_a_body() {
        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=a", null))
                .isInstanceOf(InvalidPayloadException.class);
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../../b", "", "/a", "a/", "."})
    void refuses_a_name_that_leads_out_of_the_directory(String name) {
        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=${header.name}", "x", Map.of("name", name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fileName=${header.name}", "'" + name + "'", "/blocks");
        assertThat(files()).isEmpty();
    }

    @Test
    void a_body_that_fails_half_way_leaves_the_old_file_and_no_other() throws Exception {
        route.write("hdfs:/blocks?fileName=a", "old");
        IOException failure = new IOException("no more bytes");

        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=a", Bodies.failingStream(500_000, failure)))
                .isSameAs(failure);

        assertThat(root.resolve("blocks/a")).hasContent("old");
        assertThat(files()).containsExactly("blocks/a");
    }

    @Test
    void a_body_that_writes_itself_and_fails_passes_its_exception_on() {
        IllegalStateException failure = new IllegalStateException("bad block");
        StreamCache body = Bodies.writingItself(output -> {
            output.write(new byte[500_000]);
            throw failure;
        });

        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=a", body)).isSameAs(failure);
        assertThat(files()).isEmpty();
    }

    @Test
    void the_old_file_stays_whole_until_the_new_one_is() throws Exception {
        route.write("hdfs:/blocks?fileName=a", "old");
        Path file = root.resolve("blocks/a");
        StreamCache body = Bodies.writingItself(output -> {
            output.write(new byte[500_000]);
            assertThat(file).hasContent("old");
            assertThat(files()).hasSize(2).anyMatch(name -> name.matches("blocks/\\.a\\..*\\.tmp"));
            output.write('x');
        });

        route.write("hdfs:/blocks?fileName=a", body);

        assertThat(file).hasSize(500_001);
        assertThat(files()).containsExactly("blocks/a");
    }

    @Test
    void a_body_may_close_the_file_and_flush_it_as_often_as_it_likes() throws Exception {
        StreamCache body = Bodies.writingItself(output -> {
            output.write("whole".getBytes(StandardCharsets.US_ASCII));
            output.flush();
            output.close();
        });

        route.write("hdfs:/blocks?fileName=a", body);

        assertThat(root.resolve("blocks/a")).hasContent("whole");
    }

    @Test
    void of_concurrent_writers_of_a_name_one_file_stays_whole() throws Exception {
        CountDownLatch all = new CountDownLatch(8);
        List<Thread> writers = IntStream.range(0, 8)
                .mapToObj(writer -> new Thread(() -> writeTogether(all, writer)))
                .toList();

        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }

        byte[] bytes = Files.readAllBytes(root.resolve("blocks/a"));
        assertThat(bytes).hasSize(300_000).containsOnly(bytes[0]);
        assertThat(files()).containsExactly("blocks/a");
    }

    @Test
    void replaces_the_file_that_a_symbolic_link_of_a_directory_leads_to() throws Exception {
        Files.createDirectories(root.resolve("disk"));
        Files.createSymbolicLink(root.resolve("blocks"), root.resolve("disk"));

        route.write("hdfs:/blocks?fileName=a", "x");

        assertThat(root.resolve("disk/a")).hasContent("x");
    }

    @Test
    void names_file_url_setting_and_cause_when_it_cannot_write() throws Exception {
        Files.writeString(root.resolve("blocks"), "a file where a directory is needed");

        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=a", "x"))
                .isInstanceOf(HdfsWriteException.class)
                .hasMessageStartingWith(
                        "Cannot write /blocks/a to file:" + root + " (hdfs.url): FileAlreadyExistsException: ");
    }

    @Test
    void a_directory_of_the_name_is_an_error_that_leaves_no_temporary_file() throws Exception {
        Files.createDirectories(root.resolve("blocks/a"));

        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=a", "x"))
                .isInstanceOf(HdfsWriteException.class)
                .hasMessageContaining("Cannot write /blocks/a to ");
        assertThat(root.resolve("blocks")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void writes_again_once_what_was_in_the_way_is_gone() throws Exception {
        Path obstacle = Files.writeString(root.resolve("blocks"), "in the way");
        assertThat(catchThrowable(() -> route.write("hdfs:/blocks?fileName=a", "x")))
                .isNotNull();
        Files.delete(obstacle);

        route.write("hdfs:/blocks?fileName=a", "x");

        assertThat(files()).containsExactly("blocks/a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data/hdfs          | has no scheme",
                "hdsf://host:8020   | knows no hdsf:",
                "hdfs:/user         | has no host",
                "hdfs://ho st:8020  | Illegal character",
                "http://            | Expected authority",
                "file://host/data   | has no host",
                "''                 | empty",
            })
    void a_malformed_url_stops_the_route_and_names_the_setting(String url, String reason) {
        assertThatThrownBy(() -> start(url))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("(hdfs.url)", "'" + url + "'", reason);
    }

    @Test
    void half_a_login_and_a_folder_without_configuration_stop_the_route_and_name_the_setting() {
        assertThatThrownBy(() -> start("file:" + root, component -> component.setConfigDirectory(root.toString())))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(root + " (hdfs.config-directory) has none of core-site.xml, hdfs-site.xml");
        assertThatThrownBy(() -> start("file:" + root, component -> component.setKerberosPrincipal("a@B")))
                .rootCause()
                .hasMessage("hdfs.kerberos.principal needs hdfs.kerberos.keytab-file");
        assertThatThrownBy(() -> start("file:" + root, component -> component.setKerberosKeytabFile("a")))
                .rootCause()
                .hasMessage("hdfs.kerberos.keytab-file needs hdfs.kerberos.principal");
    }

    @Test
    void a_url_with_a_password_is_refused_and_not_repeated() {
        assertThatThrownBy(() -> start("webhdfs://alice:secret@host:9870"))
                .rootCause()
                .hasMessageContainingAll("(hdfs.url)", "password")
                .hasMessageNotContaining("secret");
    }

    @Test
    void an_endpoint_without_a_file_name_says_what_to_add() {
        assertThatThrownBy(() -> route.write("hdfs:/blocks", "x"))
                .rootCause()
                .hasMessageContainingAll("hdfs:/blocks", "fileName=");
    }

    @Test
    void it_cannot_be_read_from() {
        assertThatThrownBy(() -> route.context().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("hdfs:/blocks?fileName=a").to("mock:x");
                    }
                }))
                .rootCause()
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void keeps_what_it_replaces_under_the_name_that_the_beginning_of_the_file_gives() throws Exception {
        String old = "old content".repeat(30_000);
        route.write("hdfs:/blocks?fileName=a", old);

        Exchange exchange = route.write(KEEPING, "new", Map.of("height", 5));

        assertThat(root.resolve("blocks/a")).hasContent("new");
        assertThat(root.resolve("blocks/kept/5_old")).hasContent(old);
        assertThat(files()).containsExactly("blocks/a", "blocks/kept/5_old");
        assertThat(exchange.getMessage().getBody()).isEqualTo("new");
    }

    @Test
    void the_copy_is_whole_and_the_old_file_untouched_while_the_new_one_is_written() throws Exception {
        route.write("hdfs:/blocks?fileName=a", "old");
        StreamCache body = Bodies.writingItself(output -> {
            assertThat(root.resolve("blocks/kept/5_old")).hasContent("old");
            assertThat(root.resolve("blocks/a")).hasContent("old");
            output.write('x');
        });

        route.write(KEEPING, body, Map.of("height", 5));

        assertThat(root.resolve("blocks/a")).hasContent("x");
    }

    @Test
    void a_copy_that_cannot_be_written_leaves_the_file_as_it_is() throws Exception {
        route.write("hdfs:/blocks?fileName=a", "old");
        Files.writeString(root.resolve("blocks/kept"), "a file where a directory is needed");

        assertThatThrownBy(() -> route.write(KEEPING, "new", Map.of("height", 5)))
                .isInstanceOf(HdfsWriteException.class)
                .hasMessageContaining("Cannot write /blocks/kept/5_old to ");
        assertThat(root.resolve("blocks/a")).hasContent("old");
    }

    @Test
    void keeps_nothing_where_there_is_no_file_and_where_the_expression_gives_no_name() throws Exception {
        route.write(KEEPING, "first", Map.of("height", 5));
        route.write("hdfs:/blocks?fileName=a&keepReplaced=${header.none}", "second");

        assertThat(files()).containsExactly("blocks/a");
        assertThat(root.resolve("blocks/a")).hasContent("second");
    }

    @Test
    void refuses_to_keep_a_file_outside_the_directory() throws Exception {
        route.write("hdfs:/blocks?fileName=a", "old");

        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=a&keepReplaced=../b", "new"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("keepReplaced=../b", "/blocks");
        assertThat(files()).containsExactly("blocks/a");
    }

    @Test
    void removes_a_file_and_keeps_a_copy_of_it() throws Exception {
        route.write("hdfs:/blocks?fileName=a", "old");

        route.write(KEEPING + "&operation=remove", null, Map.of("height", 5));
        assertThat(files()).containsExactly("blocks/kept/5_old");

        route.write(KEEPING + "&operation=remove", null, Map.of("height", 5));
        assertThat(root.resolve("blocks/kept/5_old")).hasContent("old");
    }

    @Test
    void reads_a_file_as_a_stream_that_is_closed_with_the_exchange() throws Exception {
        String content = "content".repeat(100_000);
        route.write("hdfs:/blocks?fileName=a_5", content);
        AtomicReference<Object> body = new AtomicReference<>();
        route.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:read")
                        .noStreamCaching()
                        .to("hdfs:/blocks?fileName=a_${header.height}&operation=read")
                        .process(exchange -> body.set(exchange.getMessage().getBody()))
                        .convertBodyTo(String.class);
            }
        });

        Exchange exchange = route.write("direct:read", null, Map.of("height", 5));

        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(content);
        assertThat(exchange.getMessage().getHeader(HdfsConstants.PATH)).isEqualTo("/blocks/a_5");
        assertThatThrownBy(() -> ((InputStream) body.get()).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void a_file_that_is_not_there_is_read_as_null() throws Exception {
        Exchange exchange = route.write("hdfs:/blocks?fileName=a&operation=read", "a body that was there before");

        assertThat(exchange.getMessage().getBody()).isNull();
    }

    @Test
    void names_file_url_setting_and_cause_when_it_cannot_read() throws Exception {
        Files.createDirectories(root.resolve("blocks/a"));

        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=a&operation=read", null))
                .isInstanceOf(HdfsReadException.class)
                .hasMessageStartingWith("Cannot read /blocks/a from file:" + root + " (hdfs.url): ");
    }

    @Test
    void cleans_a_directory_of_old_temporary_files_of_its_own_and_of_nothing_else() throws Exception {
        Instant twoHoursAgo = Instant.now().minus(Duration.ofHours(2));
        List<String> names = List.of(
                "blocks/.a." + UUID.randomUUID() + ".tmp",
                "blocks/.b." + UUID.randomUUID() + ".tmp",
                "blocks/kept/.a." + UUID.randomUUID() + ".tmp",
                "blocks/.a.tmp",
                "blocks/a." + UUID.randomUUID() + ".tmp",
                "blocks/a");
        Files.createDirectories(root.resolve("blocks/kept"));
        for (String name : names) {
            Files.writeString(root.resolve(name), "x");
            Files.setLastModifiedTime(root.resolve(name), FileTime.from(twoHoursAgo));
        }
        Files.setLastModifiedTime(
                root.resolve(names.get(1)), FileTime.from(Instant.now().minus(Duration.ofMinutes(50))));

        route.write("hdfs:/blocks?operation=clean", null);
        assertThat(files()).containsExactlyInAnyOrderElementsOf(names.subList(1, 6));

        route.write("hdfs:/blocks?operation=clean&olderThan=40m", null);
        assertThat(files()).containsExactlyInAnyOrderElementsOf(names.subList(2, 6));
    }

    @Test
    void a_directory_that_is_not_there_is_clean() throws Exception {
        route.write("hdfs:/blocks?operation=clean", null);

        assertThat(files()).isEmpty();
    }

    private void writeTogether(CountDownLatch all, int writer) {
        StreamCache body = Bodies.writingItself(output -> {
            byte[] half =
                    "x".repeat(150_000).replace('x', (char) ('a' + writer)).getBytes(StandardCharsets.US_ASCII);
            output.write(half);
            all.countDown();
            awaitAll(all);
            output.write(half);
        });
        try {
            route.write("hdfs:/blocks?fileName=a", body);
        } catch (Exception e) {
            throw new RuntimeCamelException(e);
        }
    }

    private static void awaitAll(CountDownLatch all) {
        try {
            all.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(String url) throws Exception {
        start(url, component -> {});
    }

    private static void start(String url, Consumer<HdfsComponent> options) throws Exception {
        try (HdfsRoute broken = new HdfsRoute(url, options)) {
            broken.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").to(BLOCKS);
                }
            });
        }
    }

    private List<String> files() {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
