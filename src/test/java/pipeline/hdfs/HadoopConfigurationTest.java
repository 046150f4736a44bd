package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopConfigurationTest {

    @Test
    void a_hung_server_is_given_up_after_seconds() {
        Configuration configuration = HadoopConfiguration.create();

        assertThat(configuration.getInt("ipc.client.rpc-timeout.ms", 0)).isEqualTo(8000);
        assertThat(configuration.getBoolean("fs.automatic.close", true)).isFalse();
        assertThat(HadoopConfiguration.isSetByUser(configuration, "dfs.replication"))
                .isFalse();
    }

    @Test
    void the_users_own_site_files_win(@TempDir Path directory) throws IOException {
        site(directory, "core-site.xml", "ipc.client.rpc-timeout.ms", "60000");
        site(directory, "hdfs-site.xml", "dfs.replication", "2");

        Configuration configuration = createWith(directory);

        assertThat(configuration.getInt("ipc.client.rpc-timeout.ms", 0)).isEqualTo(60000);
        assertThat(configuration.getInt("ipc.ping.interval", 0)).isEqualTo(4000);
        assertThat(HadoopConfiguration.isSetByUser(configuration, "dfs.replication"))
                .isTrue();
    }

    private static void site(Path directory, String file, String name, String value) throws IOException {
        String property = "<property><name>%s</name><value>%s</value></property>".formatted(name, value);
        Files.writeString(directory.resolve(file), "<configuration>" + property + "</configuration>");
    }

    // Hadoop looks for site files through the thread's class loader
    private static Configuration createWith(Path directory) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader site =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(site);
            return HadoopConfiguration.create();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
