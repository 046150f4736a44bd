package chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import pipeline.servers.HdfsSettings;
import pipeline.servers.JavaProcess;
import pipeline.servers.WebHdfs;

/** The processes, each with a life of its own, and the links from the pipeline's to its servers. */
final class Cluster implements AutoCloseable {

    static final String TOPIC = "raw-blocks";
    static final String ARCHIVE = "/blocks";

    /** Another address of the loopback than the one where a DataNode is looked for. */
    private static final String BEHIND_LINK = "127.0.0.2";

    private static final String HDFS = "org.apache.hadoop.hdfs.server.";
    private static final Duration FORMAT = Duration.ofMinutes(2);

    private final Path directory;
    private final Path logs;
    private final Journal journal;
    private final HdfsSettings hdfs;
    private final int brokerPort = JavaProcess.freePort();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(task, "supervisor");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param directory an empty one for all data and logs, apart from those of HDFS
     * @param jar the pipeline
     * @param rest whether the node serves REST, and with it what is spent; else RPC only
     */
    Cluster(Path directory, Path jar, boolean rest, int ingests, int archives) throws IOException {
        this.directory = Files.createDirectories(directory).toAbsolutePath();
        this.logs = Files.createDirectories(this.directory.resolve("logs"));
        this.journal = new Journal(this.directory.resolve("journal"));
        this.hdfs = HdfsSettings.write(BEHIND_LINK);
        links.put("node", Link.to(() -> loopback(nodePort())));
        links.put("broker", Link.to(() -> loopback(brokerPort)));
        links.put("namenode", Link.to(() -> loopback(hdfs.port())));
        InetSocketAddress data = new InetSocketAddress(hdfs.dataHost(), hdfs.dataPort());
        links.put("datanode", Link.between(hdfs.dataPort(), () -> data));
        addServers(rest);
        for (int number = 1; number <= ingests; number++) {
            addPipeline("ingest", number, jar);
        }
        for (int number = 1; number <= archives; number++) {
            addPipeline("archive", number, jar);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Starts all of them. */
    void start() throws InterruptedException {
        List<String> format = new ArrayList<>(hdfsArguments("namenode.NameNode"));
        format.addAll(List.of("-format", "-nonInteractive"));
        try (JavaProcess formatting = JavaProcess.start("namenode-format", directory.resolve("namenode"), format)) {
            if (formatting.awaitExit(FORMAT) != 0) {
                throw new IllegalStateException(formatting.output());
            }
        }
        members.values().forEach(Member::start);
    }

    /** By name, in the order of the data's way. */
    Map<String, Member> members() {
        return members;
    }

    /** By the name of the server at their end. */
    Map<String, Link> links() {
        return links;
    }

    Journal journal() {
        return journal;
    }

    Path logs() {
        return logs;
    }

    /** Bootstrap servers. */
    String brokers() {
        return "127.0.0.1:" + links.get("broker").port();
    }

    /** Where the node answers, over its link. */
    String nodeUrl() {
        return "http://127.0.0.1:" + links.get("node").port() + "/";
    }

    WebHdfs web() {
        return new WebHdfs(hdfs.webPort());
    }

    /** Whether the node has disturbed a request under this number. */
    boolean hasDisturbed(String number) {
        return Hits.count(hitsFile(), number) > 0;
    }

    /** The end of all faults; who is down just now comes back as ever. */
    void heal() {
        links.values().forEach(Link::heal);
        members.values().forEach(Member::thaw);
    }

    @Override
    public void close() {
        members.values().forEach(Member::close);
        links.values().forEach(Link::close);
        timer.shutdownNow();
    }

    private void addServers(boolean rest) {
        add(
                "node",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProgram.class.getName(),
                directory.resolve("journal").toString(),
                portFile().toString(),
                rest ? "rest" : "rpc",
                hitsFile().toString());
        add(
                "broker",
                "-Xmx320m",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProgram.class.getName(),
                directory.resolve("broker/data").toString(),
                String.valueOf(brokerPort),
                String.valueOf(links.get("broker").port()),
                String.valueOf(JavaProcess.freePort()));
        add("namenode", hdfsArguments("namenode.NameNode").toArray(String[]::new));
        add("datanode", hdfsArguments("datanode.DataNode").toArray(String[]::new));
    }

    private List<String> hdfsArguments(String program) {
        return List.of("-Xmx192m", "-cp", hdfs.classPath(), HDFS + program);
    }

    private void addPipeline(String role, int number, Path jar) {
        add(
                number == 1 ? role : role + "-" + number,
                "-Xmx320m",
                "-XX:SharedArchiveFile=" + jar.toAbsolutePath().resolveSibling("camel-pipeline.jsa"),
                "-jar",
                jar.toAbsolutePath().toString(),
                "--pipeline.roles=" + role,
                "--bitcoin.rpc.url=" + nodeUrl(),
                "--kafka.brokers=" + brokers(),
                "--hdfs.url=hdfs://127.0.0.1:" + links.get("namenode").port(),
                "--archive.directory=" + ARCHIVE,
                "--heights.poll-interval=500ms",
                "--console.port=");
    }

    private void add(String name, String... arguments) {
        members.put(name, new Member(name, directory.resolve(name), logs, List.of(arguments), timer));
    }

    private Path hitsFile() {
        return directory.resolve("node.hits");
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private Path portFile() {
        return directory.resolve("node.port");
    }

    /** A node that has not yet said where it listens has no port; 1 is one that nobody has. */
    private int nodePort() {
        try {
            return Files.exists(portFile()) ? Integer.parseInt(Files.readString(portFile())) : 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
