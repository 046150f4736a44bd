package pipeline.hdfs;

import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/** Hadoop's settings: its own defaults, then ours, then those of a core-site.xml or hdfs-site.xml on the class path. */
final class HadoopConfiguration {

    /** A NameNode that hangs fails a write in about 10 seconds; Hadoop's own defaults take minutes. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "ipc.client.rpc-timeout.ms", "8000",
            "ipc.ping.interval", "4000",
            "ipc.client.connect.timeout", "5000",
            "ipc.client.connect.max.retries", "1",
            "ipc.client.connect.max.retries.on.timeouts", "1",
            "dfs.client.socket-timeout", "8000",
            "dfs.webhdfs.socket.connect-timeout", "5s",
            "dfs.webhdfs.socket.read-timeout", "8s",
            // or Hadoop's shutdown hook closes the file system on SIGTERM, under a write that Camel lets end
            "fs.automatic.close", "false");

    private HadoopConfiguration() {}

    static Configuration create() {
        Configuration configuration = new HdfsConfiguration();
        DEFAULTS.forEach((name, value) -> {
            if (!isSetByUser(configuration, name)) {
                configuration.set(name, value);
            }
        });
        return configuration;
    }

    /** True when another file than Hadoop's own core-default.xml and hdfs-default.xml sets it. */
    static boolean isSetByUser(Configuration configuration, String name) {
        String[] sources = configuration.getPropertySources(name);
        return sources != null && Arrays.stream(sources).anyMatch(source -> source.endsWith("-site.xml"));
    }
}
