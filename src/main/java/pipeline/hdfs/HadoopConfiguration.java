package pipeline.hdfs;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/** Hadoop's settings: its own defaults, then ours, then those of a core-site.xml or hdfs-site.xml on the class path. */
final class HadoopConfiguration {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            // a NameNode that hangs fails a write in about 10 seconds; Hadoop's own defaults take minutes
            entry("ipc.client.rpc-timeout.ms", "8000"),
            entry("ipc.ping.interval", "4000"),
            entry("ipc.client.connect.timeout", "5000"),
            entry("ipc.client.connect.max.retries", "1"),
            entry("ipc.client.connect.max.retries.on.timeouts", "1"),
            entry("dfs.client.socket-timeout", "8000"),
            entry("dfs.webhdfs.socket.connect-timeout", "5s"),
            entry("dfs.webhdfs.socket.read-timeout", "8s"),
            // closing asks whether the DataNode has reported the file, most often a moment too early: ask again after
            // 10 ms, then ever later, for 10 seconds in all; Hadoop's own 400 ms are what a small file then takes
            entry("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10"),
            entry("dfs.client.block.write.locateFollowingBlock.retries", "10"),
            // or Hadoop's shutdown hook closes the file system on SIGTERM, under a write that Camel lets end
            entry("fs.automatic.close", "false"));

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
