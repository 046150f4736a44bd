package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pipeline.servers.HdfsServer;
import pipeline.servers.JavaProcess;

/** The component over a NameNode and a DataNode. */
class HdfsComponentIT {

    private static HdfsServer server;

    @TempDir
    private static Path impatient;

    private final String directory = "/user/alice/" + UUID.randomUUID();

    @BeforeAll
    static void startServer() throws InterruptedException {
        server = HdfsServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** Ways to the same file system. */
    enum Access {
        HDFS,
        WEBHDFS;

        HdfsRoute open() {
            return new HdfsRoute(url());
        }

        /** One that does not wait as long for servers that are known to hang. */
        HdfsRoute openImpatient() throws IOException {
            SiteFile.CORE.write(
                    impatient,
                    Map.of(
                            "ipc.client.rpc-timeout.ms", "3000",
                            "ipc.ping.interval", "1500",
                            "dfs.client.socket-timeout", "3000",
                            "dfs.webhdfs.socket.read-timeout", "3s"));
            return new HdfsRoute(url(), component -> component.setConfigDirectory(impatient.toString()));
        }

        String url() {
            return this == HDFS ? server.url() : server.webUrl();
        }
    }

    @ParameterizedTest
    @EnumSource
    void writes_the_body_under_the_name_that_the_expression_gives(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            Exchange exchange = route.write(
                    endpoint("orphans/block_${header.blockHeight}.json"), "Grüße, 中本聪", Map.of("blockHeight", 5));

            String path = directory + "/orphans/block_5.json";
            assertThat(text(path)).isEqualTo("Grüße, 中本聪");
            assertThat(exchange.getMessage().getHeader(HdfsConstants.PATH)).isEqualTo(path);
            assertThat(exchange.getMessage().getHeader(HdfsConstants.BYTES)).isEqualTo(18L);
            assertThat(names("/orphans")).containsExactly("block_5.json");
        }
    }

    @ParameterizedTest
    @EnumSource
    void replaces_a_file_and_leaves_nothing_beside_it(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "first, and longer");
            route.write(endpoint("a"), "second");

            assertThat(text(directory + "/a")).isEqualTo("second");
            assertThat(names("")).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void lists_the_names_in_a_directory(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            Iterable<?> listed = route.write("hdfs:" + directory + "?operation=list", "")
                    .getMessage()
                    .getBody(Iterable.class);
            assertThat(listed).isEmpty();

            route.write(endpoint("größe 中本聪.json"), "x");
            route.write(endpoint("orphans/a"), "x");
            assertThat(listed).map(Object::toString).containsExactlyInAnyOrder("größe 中本聪.json", "orphans");
        }
    }

    @ParameterizedTest
    @EnumSource
    void writes_an_empty_file_for_an_empty_body(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "");

            assertThat(text(directory + "/a")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void keeps_unicode_and_spaces_in_names(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("größe 中本聪.json"), "x");

            assertThat(names("")).containsExactly("größe 中本聪.json");
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_old_file_stays_whole_until_the_new_one_is(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "old");
            StreamCache body = Bodies.writingItself(output -> {
                output.write(new byte[500_000]);
                assertThat(text(directory + "/a")).isEqualTo("old");
                output.write('x');
            });

            route.write(endpoint("a"), body);

            assertThat(server.web().read(directory + "/a")).hasSize(500_001);
            assertThat(names("")).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void keeps_a_copy_of_what_it_replaces_or_removes(Access access) throws Exception {
        String old = "old content".repeat(30_000);
        String keeping = endpoint("a") + "&keepReplaced=kept/${body.substring(0,3)}";
        try (HdfsRoute route = access.open()) {
            route.write(keeping, old);
            assertThat(names("")).containsExactly("a");

            route.write(keeping, "new");
            assertThat(text(directory + "/a")).isEqualTo("new");
            assertThat(text(directory + "/kept/old")).isEqualTo(old);

            route.write(keeping + "&operation=remove", null);
            assertThat(names("")).containsExactly("kept");
            assertThat(text(directory + "/kept/new")).isEqualTo("new");
            assertThat(names("/kept")).containsExactly("new", "old");

            route.write(keeping + "&operation=remove", null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void reads_a_file_and_null_where_there_is_none(Access access) throws Exception {
        String content = "content".repeat(100_000);
        String read = endpoint("${header.name}") + "&operation=read";
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), content);
            route.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:read").to(read).convertBodyTo(String.class);
                }
            });

            assertThat(route.write("direct:read", null, Map.of("name", "a"))
                            .getMessage()
                            .getBody())
                    .isEqualTo(content);
            assertThat(route.write("direct:read", "before", Map.of("name", "none/b"))
                            .getMessage()
                            .getBody())
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cleans_a_directory_of_temporary_files_that_are_old_enough(Access access) throws Exception {
        String left = ".a." + UUID.randomUUID() + ".tmp";
        String clean = "hdfs:" + directory + "?operation=clean";
        try (HdfsRoute route = access.open()) {
            route.write(clean, null);
            for (String name : List.of("a", left, ".b.tmp")) {
                route.write(endpoint(name), "x");
            }
            route.write(clean, null);
            assertThat(names("")).containsExactlyInAnyOrder("a", left, ".b.tmp");

            // the NameNode's clock is this machine's
            route.write(clean + "&olderThan=-1s", null);
            assertThat(names("")).containsExactlyInAnyOrder("a", ".b.tmp");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_fails_half_way_leaves_the_old_file_and_no_other(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "old");
            IOException failure = new IOException("no more bytes");

            assertThatThrownBy(() -> route.write(endpoint("a"), Bodies.failingStream(500_000, failure)))
                    .isSameAs(failure);

            assertThat(text(directory + "/a")).isEqualTo("old");
            assertThat(names("")).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_concurrent_writers_of_a_name_one_file_stays_whole(Access access) throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        CyclicBarrier halfWay = new CyclicBarrier(4);
        try (HdfsRoute route = access.open()) {
            List<Callable<Exchange>> writes = IntStream.range(0, 4)
                    .<Callable<Exchange>>mapToObj(
                            writer -> () -> route.write(endpoint("a"), twoHalves(writer, halfWay)))
                    .toList();
            for (Future<Exchange> write : writers.invokeAll(writes)) {
                write.get();
            }
        } finally {
            writers.shutdown();
        }

        byte[] bytes = server.web().read(directory + "/a");
        assertThat(bytes).hasSize(300_000).containsOnly(bytes[0]);
        assertThat(names("")).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource
    void streams_a_body_larger_than_the_memory_it_takes(Access access) throws Exception {
        long size = 60_000_000;
        try (JavaProcess program = JavaProcess.start(
                "large-write",
                Path.of("target"),
                List.of(
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "pipeline.hdfs.LargeWrite",
                        access.url(),
                        endpoint("large"),
                        Long.toString(size)))) {
            assertThat(program.awaitExit(Duration.ofMinutes(1)))
                    .as(program.output())
                    .isZero();
        }

        assertThat(sha256(server.web().open(directory + "/large"))).isEqualTo(sha256(Bodies.stream(7, size)));
    }

    @ParameterizedTest
    @EnumSource
    void writes_after_the_component_was_stopped_and_started(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "before");
            HdfsComponent component = route.context().getComponent("hdfs", HdfsComponent.class);
            component.stop();
            component.start();

            route.write(endpoint("a"), "after");
        }

        assertThat(text(directory + "/a")).isEqualTo("after");
    }

    @Test
    void http_is_webhdfs() throws Exception {
        try (HdfsRoute route = new HdfsRoute(server.webUrl().replace("webhdfs:", "http:"))) {
            route.write(endpoint("a"), "x");
        }

        assertThat(text(directory + "/a")).isEqualTo("x");
    }

    @Test
    void writes_as_the_user_that_is_set() throws Exception {
        try (HdfsRoute route = new HdfsRoute(server.url(), "bob")) {
            route.write("hdfs:/user/bob?fileName=a", "x");
        }

        assertThat(server.web().owner("/user/bob")).isEqualTo("bob");
    }

    @ParameterizedTest
    @EnumSource
    void says_who_may_not_write_where(Access access) throws Exception {
        server.web().put("/user/carol", "op=MKDIRS&permission=755");
        try (HdfsRoute route = new HdfsRoute(access.url(), "dave")) {
            assertThatThrownBy(() -> route.write("hdfs:/user/carol?fileName=a", "x"))
                    .isInstanceOf(HdfsWriteException.class)
                    .hasMessageStartingWith("Cannot write /user/carol/a to " + access.url() + " (hdfs.url): ")
                    .hasMessageContainingAll("AccessControlException: Permission denied: user=dave", "/user/carol")
                    .message()
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_which_quota_is_exceeded_and_writes_once_it_is_raised(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "old");

            setQuota(1000, 1);
            assertThatThrownBy(() -> route.write(endpoint("a"), "new"))
                    .isInstanceOf(HdfsWriteException.class)
                    .hasMessageContainingAll(
                            directory + "/a to " + access.url() + " (hdfs.url): ",
                            "DSQuotaExceededException",
                            directory);
            setQuota(2, -1);
            assertThatThrownBy(() -> route.write(endpoint("a"), "new"))
                    .isInstanceOf(HdfsWriteException.class)
                    .hasMessageContainingAll("(hdfs.url): ", "NSQuotaExceededException", directory);
            assertThat(text(directory + "/a")).isEqualTo("old");

            setQuota(1000, -1);
            route.write(endpoint("a"), "new");

            assertThat(text(directory + "/a")).isEqualTo("new");
            assertThat(names("")).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_data_node_that_is_killed_during_a_write_leaves_the_old_file(Access access) throws Exception {
        try (HdfsRoute route = access.openImpatient()) {
            route.write(endpoint("a"), "old");
            StreamCache body = Bodies.writingItself(output -> {
                output.write(new byte[500_000]);
                server.killDataNode();
                output.write(new byte[5_000_000]);
            });
            try {
                assertThatThrownBy(() -> route.write(endpoint("a"), body))
                        .isInstanceOf(HdfsWriteException.class)
                        .hasMessageContaining(directory + "/a to " + access.url() + " (hdfs.url): ");
            } finally {
                server.startDataNode();
                server.awaitFiles();
            }
            // it tells the NameNode what it has a moment after it has come back
            Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(text(directory + "/a"))
                    .isEqualTo("old"));

            route.write(endpoint("a"), "new");

            assertThat(text(directory + "/a")).isEqualTo("new");
            assertThat(names("")).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_that_a_file_is_where_a_directory_is_needed(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "x");

            assertThatThrownBy(() -> route.write(endpoint("a/b"), "x"))
                    .isInstanceOf(HdfsWriteException.class)
                    .hasMessageContainingAll("Cannot write " + directory + "/a/b to ", "is not a directory");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_path_in_the_url_is_the_root_of_every_directory(Access access) throws Exception {
        try (HdfsRoute route = new HdfsRoute(access.url() + directory + "/lake/")) {
            route.write("hdfs:/blocks?fileName=a", "x");
        }

        assertThat(text(directory + "/lake/blocks/a")).isEqualTo("x");
    }

    @ParameterizedTest
    @EnumSource
    void a_hung_name_node_fails_within_seconds_and_is_written_to_again_once_it_answers(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "before");
            server.freezeNameNode();
            try {
                long start = System.nanoTime();
                assertThatThrownBy(() -> route.write(endpoint("a"), "meanwhile"))
                        .isInstanceOf(HdfsWriteException.class)
                        .hasMessageContainingAll(
                                directory + "/a to " + access.url() + " (hdfs.url)", "SocketTimeoutException");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            } finally {
                server.thawNameNode();
            }

            route.write(endpoint("a"), "after");

            assertThat(text(directory + "/a")).isEqualTo("after");
            assertThat(names("")).containsExactly("a");
        }
    }

    @Test
    void a_name_node_that_hangs_during_a_write_leaves_the_old_file() throws Exception {
        try (HdfsRoute route = Access.HDFS.openImpatient()) {
            route.write(endpoint("a"), "old");
            StreamCache body = Bodies.writingItself(output -> {
                output.write(new byte[500_000]);
                server.freezeNameNode();
            });
            try {
                long start = System.nanoTime();
                assertThatThrownBy(() -> route.write(endpoint("a"), body)).isInstanceOf(HdfsWriteException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            } finally {
                server.thawNameNode();
            }
            assertThat(text(directory + "/a")).isEqualTo("old");

            route.write(endpoint("a"), "new");

            assertThat(text(directory + "/a")).isEqualTo("new");
            assertThat(names("")).containsExactly("a");
        }
    }

    /** Over webhdfs: the DataNode goes on with what it was sent, and the NameNode hears of it when it is back. */
    @Test
    void a_name_node_that_is_killed_during_writes_is_an_error_until_it_is_back() throws Exception {
        try (HdfsRoute hdfs = Access.HDFS.openImpatient();
                HdfsRoute web = Access.WEBHDFS.openImpatient();
                HdfsRoute neverOpened = Access.HDFS.openImpatient()) {
            hdfs.write(endpoint("a"), "old");
            web.write(endpoint("b"), "old");
            StreamCache killing = Bodies.writingItself(output -> {
                output.write(new byte[500_000]);
                server.killNameNode();
            });
            StreamCache cutOff = Bodies.writingItself(output -> {
                output.write(new byte[500_000]);
                assertThatThrownBy(() -> hdfs.write(endpoint("a"), killing)).isInstanceOf(HdfsWriteException.class);
                output.write('x');
            });
            try {
                assertThatThrownBy(() -> web.write(endpoint("b"), cutOff)).isInstanceOf(HdfsWriteException.class);
                for (HdfsRoute route : List.of(hdfs, web, neverOpened)) {
                    assertThatThrownBy(() -> route.write(endpoint("a"), "meanwhile"))
                            .isInstanceOf(HdfsWriteException.class)
                            .hasMessageContainingAll("(hdfs.url)", "ConnectException", "Connection refused");
                }
            } finally {
                server.startNameNode();
            }
            assertThat(text(directory + "/a")).isEqualTo("old");
            assertThat(text(directory + "/b")).isEqualTo("old");

            hdfs.write(endpoint("a"), "after");
            web.write(endpoint("b"), "after");
            neverOpened.write(endpoint("c"), "after");

            assertThat(text(directory + "/a")).isEqualTo("after");
            assertThat(text(directory + "/b")).isEqualTo("after");
            assertThat(names("")).containsExactly("a", "b", "c");
        }
    }

    @ParameterizedTest
    @EnumSource
    void keeps_as_many_copies_as_the_cluster_does(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            route.write(endpoint("a"), "x");
        }

        assertThat(server.web().replication(directory + "/a")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void compresses_by_extension_and_reads_the_text(Access access) throws Exception {
        String content = "content".repeat(100_000);
        String read = endpoint("a.json.gz") + "&operation=read";
        try (HdfsRoute route = access.open()) {
            route.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:read").to(read).convertBodyTo(String.class);
                }
            });
            route.write(endpoint("a.json.gz"), content);

            assertThat(route.write("direct:read", null).getMessage().getBody()).isEqualTo(content);
            assertThat(server.web().read(directory + "/a.json.gz")).hasSizeLessThan(content.length() / 100);

            route.write(endpoint("a.json.gz") + "&keepReplaced=${body.substring(0,3)}.json", "new");
            assertThat(text(directory + "/con.json")).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_writers_that_may_not_replace_one_wins_at_the_rename(Access access) throws Exception {
        try (HdfsRoute route = access.open()) {
            Rivals rivals = Rivals.write(4, body -> route.write(endpoint("a") + "&fileExist=Fail", body));

            assertThat(rivals.winners()).hasSize(1);
            assertThat(text(directory + "/a")).isEqualTo(rivals.winners().get(0));
            assertThat(names("")).containsExactly("a");

            assertThatThrownBy(() -> route.write(endpoint("a") + "&fileExist=Fail", "late"))
                    .isInstanceOf(HdfsFileExistsException.class)
                    .hasMessageStartingWith("Cannot write " + directory + "/a to " + access.url());
            route.write(endpoint("a") + "&fileExist=Ignore", "late");
            assertThat(text(directory + "/a")).isEqualTo(rivals.winners().get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void health_is_up_down_while_the_name_node_hangs_and_up_again(Access access) throws IOException {
        try (HdfsRoute route = access.openImpatient()) {
            HealthCheck check =
                    HealthCheckRegistry.get(route.context()).getCheck("hdfs").orElseThrow();
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);

            server.freezeNameNode();
            try {
                HealthCheck.Result result = Awaitility.await("a check says that nobody answers")
                        .atMost(Duration.ofSeconds(30))
                        .until(check::call, called -> called.getState() == HealthCheck.State.DOWN);
                assertThat(result.getMessage().orElseThrow())
                        .startsWith("Cannot reach " + access.url() + " (hdfs.url): ");
            } finally {
                server.thawNameNode();
            }

            Awaitility.await("the file system answers")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> check.call().getState() == HealthCheck.State.UP);
        }
    }

    /** The first of two NameNodes is dead, as after a failover that no client has been told of. */
    @ParameterizedTest
    @ValueSource(strings = {"hdfs", "webhdfs"})
    void finds_the_name_node_that_answers_of_a_name_service_in_the_folder(String scheme, @TempDir Path folder)
            throws Exception {
        NameService.of(server).write(folder);
        try (HdfsRoute route =
                new HdfsRoute(scheme + "://blocks", component -> component.setConfigDirectory(folder.toString()))) {
            route.write(endpoint("a"), "first");
            route.write(endpoint("a"), "second");
        }

        assertThat(text(directory + "/a")).isEqualTo("second");
        assertThat(names("")).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs", "webhdfs"})
    void a_name_service_of_which_nobody_answers_fails_within_seconds(String scheme, @TempDir Path folder)
            throws Exception {
        NameService.dead().write(folder);
        try (HdfsRoute route =
                new HdfsRoute(scheme + "://blocks", component -> component.setConfigDirectory(folder.toString()))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> route.write(endpoint("a"), "x"))
                    .isInstanceOf(HdfsWriteException.class)
                    .hasMessageStartingWith("Cannot write " + directory + "/a to " + scheme
                            + "://blocks (hdfs.url): ConnectException: ");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
    }

    private String endpoint(String fileName) {
        return "hdfs:" + directory + "?fileName=" + fileName;
    }

    private void setQuota(int names, int bytes) {
        server.web().put(directory, "op=SETQUOTA&namespacequota=" + names + "&storagespacequota=" + bytes);
    }

    private static String text(String path) {
        return new String(server.web().read(path), StandardCharsets.UTF_8);
    }

    private List<String> names(String subdirectory) {
        return server.web().list(directory + subdirectory);
    }

    private static StreamCache twoHalves(int writer, CyclicBarrier halfWay) {
        byte[] half = String.valueOf((char) ('a' + writer)).repeat(150_000).getBytes(StandardCharsets.US_ASCII);
        return Bodies.writingItself(output -> {
            output.write(half);
            try {
                halfWay.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            output.write(half);
        });
    }

    private static byte[] sha256(InputStream bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[65536];
        try (bytes) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.digest();
    }
}
