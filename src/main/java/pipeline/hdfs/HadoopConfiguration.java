package pipeline.hdfs;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/**
 * Hadoop's settings: its own defaults, then ours, then those of a core-site.xml or hdfs-site.xml on the class path, then those
 * of the same in a folder.
 */
final class HadoopConfiguration {

    private static final List<String> SITES = List.of("core-site.xml", "hdfs-site.xml");

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
            // the same where a name service has several NameNodes and none answers: four tries, over hdfs: and webhdfs:
            entry("dfs.client.failover.max.attempts", "4"),
            entry("dfs.client.failover.sleep.max.millis", "2000"),
            entry("dfs.http.client.failover.max.attempts", "4"),
            entry("dfs.http.client.failover.sleep.max.millis", "2000"),
            // closing asks whether the DataNode has reported the file, most often a moment too early: ask again after
            // 1 ms, then ever later, for 16 seconds in all; Hadoop's own 400 ms are what a small file then takes
            entry("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "1"),
            entry("dfs.client.block.write.locateFollowingBlock.retries", "14"),
            // or Hadoop's shutdown hook closes the file system on SIGTERM, under a write that Camel lets end
            entry("fs.automatic.close", "false"));

    private HadoopConfiguration() {}

    /** @param directory the folder */
    static Configuration create(Optional<Path> directory) {
        Configuration configuration = new HdfsConfiguration();
        directory.stream()
                .flatMap(HadoopConfiguration::sites)
                .forEach(site -> configuration.addResource(resource(site)));
        DEFAULTS.forEach((name, value) -> {
            if (!isSetByUser(configuration, name)) {
                configuration.set(name, value);
            }
        });
        return configuration;
    }

    /** @throws IllegalArgumentException when the folder has no settings that Hadoop can read; it names {@code hdfs.config-directory} */
    static void requireReadable(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(directory + " (hdfs.config-directory) is not a folder");
        }
        if (sites(directory).findAny().isEmpty()) {
            throw new IllegalArgumentException(
                    directory + " (hdfs.config-directory) has none of " + String.join(", ", SITES));
        }
        sites(directory).forEach(HadoopConfiguration::requireParsable);
    }

    // Hadoop passes over a file that it cannot open, and over one that is something else in XML
    private static void requireParsable(Path site) {
        Configuration alone = new Configuration(false);
        alone.addResource(resource(site));
        try {
            requireConfiguration(site);
            alone.size();
        } catch (IOException | XMLStreamException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "Cannot read " + site + " (hdfs.config-directory): " + HdfsWriteException.reason(e), e);
        }
    }

    private static void requireConfiguration(Path site) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream file = Files.newInputStream(site)) {
            XMLStreamReader xml = factory.createXMLStreamReader(file);
            xml.nextTag();
            if (!xml.getLocalName().equals("configuration")) {
                throw new IllegalArgumentException("<" + xml.getLocalName() + "> is not <configuration>");
            }
        }
    }

    private static Stream<Path> sites(Path directory) {
        return SITES.stream().map(directory::resolve).filter(Files::exists);
    }

    private static org.apache.hadoop.fs.Path resource(Path site) {
        return new org.apache.hadoop.fs.Path(site.toUri());
    }

    /** True when another file than Hadoop's own core-default.xml and hdfs-default.xml sets it. */
    static boolean isSetByUser(Configuration configuration, String name) {
        String[] sources = configuration.getPropertySources(name);
        return sources != null && Arrays.stream(sources).anyMatch(source -> source.endsWith("-site.xml"));
    }
}
