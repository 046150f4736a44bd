package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopConfigurationTest {

    @Test
    void a_hung_server_is_given_up_after_seconds() {
        Configuration configuration = HadoopConfiguration.create(Optional.empty());

        assertThat(configuration.getInt("ipc.client.rpc-timeout.ms", 0)).isEqualTo(8000);
        assertThat(configuration.getBoolean("fs.automatic.close", true)).isFalse();
        assertThat(HadoopConfiguration.isSetByUser(configuration, "dfs.replication"))
                .isFalse();
    }

    @Test
    void the_users_own_site_files_win(@TempDir Path directory) throws IOException {
        SiteFile.CORE.write(directory, Map.of("ipc.client.rpc-timeout.ms", "60000"));
        SiteFile.HDFS.write(directory, Map.of("dfs.replication", "2"));

        Configuration configuration = createWith(directory);

        assertThat(configuration.getInt("ipc.client.rpc-timeout.ms", 0)).isEqualTo(60000);
        assertThat(configuration.getInt("ipc.ping.interval", 0)).isEqualTo(4000);
        assertThat(HadoopConfiguration.isSetByUser(configuration, "dfs.replication"))
                .isTrue();
    }

    @Test
    void those_in_a_folder_win_over_those_on_the_class_path(@TempDir Path onClassPath, @TempDir Path folder)
            throws IOException {
        SiteFile.CORE.write(onClassPath, Map.of("ipc.client.rpc-timeout.ms", "60000", "ipc.ping.interval", "1000"));
        SiteFile.CORE.write(folder, Map.of("ipc.client.rpc-timeout.ms", "70000"));

        Configuration configuration = createWith(onClassPath, Optional.of(folder));

        assertThat(configuration.getInt("ipc.client.rpc-timeout.ms", 0)).isEqualTo(70000);
        assertThat(configuration.getInt("ipc.ping.interval", 0)).isEqualTo(1000);
        assertThat(configuration.getInt("ipc.client.connect.timeout", 0)).isEqualTo(5000);
        assertThat(HadoopConfiguration.isSetByUser(configuration, "ipc.client.rpc-timeout.ms"))
                .isTrue();
    }

    @Test
    void a_folder_without_what_hadoop_reads_is_refused(@TempDir Path folder) throws IOException {
        assertRefused(folder.resolve("none"), "none (hdfs.config-directory) is not a folder");
        assertRefused(folder, "(hdfs.config-directory) has none of core-site.xml, hdfs-site.xml");

        Path site = folder.resolve("hdfs-site.xml");
        Files.writeString(site, "<configuration><property></configuration>");
        assertRefused(folder, "Cannot read " + site + " (hdfs.config-directory): ");

        Files.writeString(site, "<?xml version=\"1.0\"?>\n<!-- ours -->\n<html/>");
        assertRefused(folder, "(hdfs.config-directory): IllegalArgumentException: <html> is not <configuration>");

        Files.delete(site);
        Files.createDirectory(site);
        assertRefused(folder, "Cannot read " + site + " (hdfs.config-directory)");
    }

    private static void assertRefused(Path folder, String told) {
        assertThatThrownBy(() -> HadoopConfiguration.requireReadable(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told)
                .message()
                .hasLineCount(1);
    }

    private static Configuration createWith(Path directory) throws IOException {
        return createWith(directory, Optional.empty());
    }

    // Hadoop looks for site files through the thread's class loader
    private static Configuration createWith(Path directory, Optional<Path> folder) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader site =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(site);
            return HadoopConfiguration.create(folder);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
