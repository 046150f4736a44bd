package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.servers.JavaProcess;

class HdfsHealthTest {

    @TempDir
    private Path folder;

    @Test
    void a_directory_that_is_there_or_can_be_made_is_up() {
        assertThat(check("file:" + folder).getState()).isEqualTo(State.UP);
        assertThat(check("file:" + folder + "/to/be/made").getState()).isEqualTo(State.UP);
        assertThat(folder).isEmptyDirectory();
    }

    /** As with {@code file:/} and an archive in the home directory. The superuser may write everywhere and proves less. */
    @Test
    void of_a_root_that_denies_only_the_directories_in_use_need_be_writable() throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("home/archive"));
        boolean isSet = root.toFile().setWritable(false);
        assumeFalse(Files.isWritable(root), "Who runs this may write everywhere");
        try (HdfsRoute route = new HdfsRoute("file:" + root)) {
            route.write("hdfs:/home/archive?fileName=a", "x");

            assertThat(isSet).isTrue();
            assertThat(registered(route).call().getState()).isEqualTo(State.UP);
        }
    }

    @Test
    void a_directory_in_use_that_cannot_be_written_is_down() throws Exception {
        Files.writeString(folder.resolve("file"), "x");
        try (HdfsRoute route = new HdfsRoute("file:" + folder)) {
            route.context().getEndpoint("hdfs:/file/blocks?fileName=a&operation=read");
            assertThat(registered(route).call().getState()).isEqualTo(State.UP);

            route.context().getEndpoint("hdfs:/file/blocks?fileName=a");
            Result result = registered(route).call();

            assertThat(result.getState()).isEqualTo(State.DOWN);
            assertThat(result.getMessage().orElseThrow()).endsWith("NotDirectoryException: " + folder + "/file");
        }
    }

    @Test
    void what_is_not_a_directory_is_down_and_names_the_setting() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        Result result = check("file:" + file);

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage())
                .hasValue("Cannot reach file:" + file + " (hdfs.url): NotDirectoryException: " + file);
        assertThat(result.getDetails()).containsEntry("hdfs.url", "file:" + file);
    }

    @Test
    void a_name_node_that_is_away_is_down_and_names_the_reason() {
        String url = "hdfs://127.0.0.1:" + JavaProcess.freePort();

        Result result = check(url);

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage().orElseThrow())
                .startsWith("Cannot reach " + url + " (hdfs.url): ConnectException: ")
                .contains("Connection refused");
    }

    @Test
    void it_is_for_readiness_and_goes_with_the_component() {
        try (HdfsRoute route = new HdfsRoute("file:" + folder)) {
            assertThat(HealthCheckHelper.invokeReadiness(route.context())).anyMatch(HdfsHealthTest::isOfHdfs);
            assertThat(HealthCheckHelper.invokeLiveness(route.context())).noneMatch(HdfsHealthTest::isOfHdfs);

            HealthCheck check = registered(route);
            route.context().getComponent("hdfs", HdfsComponent.class).stop();

            assertThat(HealthCheckRegistry.get(route.context()).getCheck("hdfs"))
                    .isEmpty();
            assertThat(check.call().getState()).isEqualTo(State.UNKNOWN);
        }
    }

    /** As one does whose Hadoop configuration waits for ten minutes. */
    @Test
    void a_name_node_that_hangs_is_not_waited_for() throws IOException {
        SiteFile.CORE.write(folder, Map.of("ipc.client.rpc-timeout.ms", "600000", "ipc.ping.interval", "600000"));
        ExecutorService asking = Executors.newSingleThreadExecutor();
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HdfsRoute route = new HdfsRoute(
                        "hdfs://127.0.0.1:" + hung.getLocalPort(),
                        component -> component.setConfigDirectory(folder.toString()))) {
            HdfsComponent component = route.context().getComponent("hdfs", HdfsComponent.class);
            HealthCheck check = new HdfsHealthCheck(component, asking, Duration.ofMillis(300));

            for (int call = 0; call < 2; call++) {
                Result result = check.call();
                assertThat(result.getState()).isEqualTo(State.DOWN);
                assertThat(result.getMessage())
                        .hasValue("Cannot reach " + component.getUrl() + " (hdfs.url): no answer after 300 ms");
            }
        } finally {
            asking.shutdownNow();
        }
    }

    private static boolean isOfHdfs(Result result) {
        return result.getCheck().getId().equals("hdfs");
    }

    private static Result check(String url) {
        try (HdfsRoute route = new HdfsRoute(url)) {
            return registered(route).call();
        }
    }

    private static HealthCheck registered(HdfsRoute route) {
        return HealthCheckRegistry.get(route.context()).getCheck("hdfs").orElseThrow();
    }
}
