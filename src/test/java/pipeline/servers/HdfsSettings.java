package pipeline.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that a NameNode and a DataNode read, in a folder of their own under target/.
 *
 * @param directory first on the class path of both, and where they keep their data
 * @param port of the NameNode for Hadoop's protocol
 * @param webPort of the NameNode for HTTP
 * @param dataHost where the DataNode listens for the bytes of files; it is looked for at 127.0.0.1
 * @param dataPort its port there
 */
public record HdfsSettings(Path directory, int port, int webPort, String dataHost, int dataPort) {

    private static final String LOG =
            """
            rootLogger.level = info
            rootLogger.appenderRef.console.ref = console
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d %-5level %c{1} %msg%n
            """;

    /** Into a new folder, with free ports. */
    public static HdfsSettings write() {
        return write("127.0.0.1");
    }

    /**
     * The same for a DataNode with something before it: the NameNode tells everybody the address that the DataNode calls from,
     * 127.0.0.1, whichever other of the loopback it listens on.
     */
    public static HdfsSettings write(String dataHost) {
        try {
            Path data = Files.createDirectories(Path.of("target/test-servers/data"));
            Path directory = Files.createTempDirectory(data.toAbsolutePath(), "hdfs-");
            HdfsSettings settings = new HdfsSettings(
                    directory, JavaProcess.freePort(), JavaProcess.freePort(), dataHost, JavaProcess.freePort());
            Files.writeString(directory.resolve("core-site.xml"), xml(settings.common()));
            Files.writeString(directory.resolve("hdfs-site.xml"), xml(settings.nodes()));
            Files.writeString(directory.resolve("log4j2.properties"), LOG);
            // without these Jetty unpacks the minicluster's jar first, for three seconds
            Files.createDirectories(directory.resolve("webapps/hdfs"));
            Files.createDirectories(directory.resolve("webapps/datanode"));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds to one of the files, before a server reads it. */
    void add(String file, Map<String, String> values) {
        Path path = directory.resolve(file);
        try {
            String before = Files.readString(path);
            Files.writeString(path, before.replace("</configuration>", properties(values) + "\n</configuration>"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // the servers are a newer Hadoop than ours: they share with us the logger and nothing else
    public String classPath() {
        Stream<String> logger = Stream.of(
                        "org.apache.commons.logging.Log",
                        "org.slf4j.Logger",
                        "org.apache.logging.slf4j.SLF4JServiceProvider",
                        "org.apache.logging.log4j.Logger",
                        "org.apache.logging.log4j.core.Logger")
                .map(HdfsSettings::jarOf);
        try (Stream<Path> jars = Files.list(Path.of("target/test-servers/hdfs"))) {
            Stream<String> servers = jars.map(jar -> jar.toAbsolutePath().toString());
            return Stream.of(Stream.of(directory.toString()), servers, logger)
                    .flatMap(entries -> entries)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // the DataNode finds its NameNode a moment after that answers; it would sleep for five seconds after ten vain tries
    private Map<String, String> common() {
        return Map.of(
                "fs.defaultFS", "hdfs://127.0.0.1:" + port,
                "ipc.client.connect.max.retries", "1000",
                "ipc.client.connect.retry.interval", "100");
    }

    private Map<String, String> nodes() {
        Map<String, String> values = new TreeMap<>();
        values.put("dfs.replication", "1");
        values.put("dfs.namenode.name.dir", directory.resolve("name").toUri().toString());
        values.put("dfs.datanode.data.dir", directory.resolve("data").toUri().toString());
        values.put("dfs.namenode.http-address", "127.0.0.1:" + webPort);
        values.put("dfs.datanode.address", dataHost + ":" + dataPort);
        values.put("dfs.datanode.http.address", "127.0.0.1:" + JavaProcess.freePort());
        values.put("dfs.datanode.ipc.address", "127.0.0.1:" + JavaProcess.freePort());
        values.put("dfs.datanode.hostname", "127.0.0.1");
        values.put("dfs.namenode.datanode.registration.ip-hostname-check", "false");
        values.put("dfs.namenode.safemode.extension", "0");
        values.put("dfs.heartbeat.interval", "1");
        return values;
    }

    private static String xml(Map<String, String> values) {
        return "<configuration>\n" + properties(values) + "\n</configuration>\n";
    }

    private static String properties(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> "<property><name>%s</name><value>%s</value></property>"
                        .formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String jarOf(String className) {
        try {
            Class<?> type = Class.forName(className);
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
