package speed;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import pipeline.chain.KafkaClients;
import pipeline.servers.HdfsServer;
import pipeline.servers.JavaProcess;

/** What the pipeline is measured with: nodes, a broker, a NameNode and a DataNode, each in a JVM of its own. */
final class Servers implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Pattern NODE_URL = Pattern.compile(NodeProgram.READY + "(\\S+)");

    private final Path directory;
    private final int brokerPort = JavaProcess.freePort();
    private final Map<String, JavaProcess> nodes = new HashMap<>();
    private JavaProcess broker;
    private HdfsServer hdfs;

    /** @param directory for their data */
    Servers(Path directory) {
        this.directory = directory;
    }

    /**
     * URL of a node with such a chain, which stays.
     *
     * @param chain {@link NodeProgram}'s arguments behind the file
     */
    String node(String... chain) {
        JavaProcess node = nodes.computeIfAbsent(String.join(" ", chain), any -> startNode(chain));
        Matcher url = NODE_URL.matcher(node.output());
        if (!url.find()) {
            throw new IllegalStateException(node.output());
        }
        return url.group(1);
    }

    /** Host and port of the broker. */
    String brokers() {
        if (broker == null) {
            broker = program(
                    "broker",
                    "chaos.BrokerProgram",
                    directory.resolve("kafka").toString(),
                    String.valueOf(brokerPort),
                    String.valueOf(brokerPort),
                    String.valueOf(JavaProcess.freePort()));
            broker.awaitPort(brokerPort, START);
        }
        return "127.0.0.1:" + brokerPort;
    }

    KafkaClients kafka() {
        return new KafkaClients(brokers(), Map.of());
    }

    String hdfs() throws InterruptedException {
        if (hdfs == null) {
            hdfs = HdfsServer.start();
        }
        return hdfs.url();
    }

    FileSystem files() throws IOException, InterruptedException {
        return FileSystem.newInstance(URI.create(hdfs()), new Configuration());
    }

    @Override
    public void close() {
        nodes.values().forEach(JavaProcess::close);
        if (broker != null) {
            broker.close();
        }
        if (hdfs != null) {
            hdfs.close();
        }
    }

    private JavaProcess startNode(String... chain) {
        List<String> arguments = new ArrayList<>(List.of(Options.blocks().toString()));
        arguments.addAll(List.of(chain));
        return program("node", NodeProgram.class.getName(), arguments.toArray(String[]::new))
                .awaitOutput(NodeProgram.READY, START);
    }

    private JavaProcess program(String name, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-Xmx3g", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return JavaProcess.start(name, directory, command);
    }
}
