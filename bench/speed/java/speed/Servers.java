package speed;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import pipeline.chain.KafkaClients;
import pipeline.servers.HdfsServer;
import pipeline.servers.JavaProcess;

/** What the pipeline is measured with: nodes, a broker, a NameNode and a DataNode, each in a JVM of its own. */
final class Servers implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Pattern NODE_URL = Pattern.compile(NodeProgram.READY + "(\\S+)");

    private final Path directory;
    private final int brokerPort = JavaProcess.freePort();
    private List<String> served = List.of();
    private JavaProcess node;
    private JavaProcess broker;
    private HdfsServer hdfs;

    /** @param directory for their data */
    Servers(Path directory) {
        this.directory = directory;
    }

    /**
     * URL of a node with such a chain, in the place of the one before: a chain may be gigabytes.
     *
     * @param chain {@link NodeProgram}'s arguments behind the file
     */
    String node(String... chain) {
        if (!List.of(chain).equals(served)) {
            if (node != null) {
                node.close();
            }
            node = startNode(chain);
            served = List.of(chain);
        }
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

    /** Has a group read its topic again from where it would have begun; nobody may be in it. */
    void forget(String group) throws InterruptedException {
        try (Admin admin = kafka().admin()) {
            admin.deleteConsumerGroups(List.of(group)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw new IllegalStateException(e);
            }
        }
    }

    String hdfs() throws InterruptedException {
        if (hdfs == null) {
            hdfs = HdfsServer.start();
        }
        return hdfs.url();
    }

    FileSystem files() throws IOException, InterruptedException {
        Configuration configuration = new Configuration();
        // as the pipeline has it: by Hadoop's defaults a file that is closed a moment too early takes 400 ms
        configuration.set("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "1");
        return FileSystem.newInstance(URI.create(hdfs()), configuration);
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
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
        List<String> command = new ArrayList<>(List.of("-Xmx5g", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return JavaProcess.start(name, directory, command);
    }
}
