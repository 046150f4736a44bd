package chaos;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A Kafka broker in a JVM of its own that tells its clients another port than the one it listens on: that of a {@link Link}. */
final class BrokerProgram {

    private BrokerProgram() {}

    /** Arguments: the folder for all data, the port to listen on, the port to tell clients, the port of the controller. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        KafkaConfig config = KafkaConfig.fromProps(properties(folder, arguments[1], arguments[2], arguments[3]), false);
        format(folder.toString());
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        server.startup();
        server.awaitShutdown();
    }

    private static Properties properties(Path folder, String port, String told, String controller) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "log.dirs",
                folder.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + told,
                "controller.listener.names",
                "CONTROLLER",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller));
        // alone, and small: these topics have 50 partitions each by default
        settings.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4",
                "group.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024),
                // how long a start waits for the killed broker's session to end, 9 s by default
                "broker.session.timeout.ms", "4000",
                "broker.heartbeat.interval.ms", "1000"));
        return settings;
    }

    private static void format(String folder) throws Exception {
        boolean formatted = new MetaPropertiesEnsemble.Loader()
                .addMetadataLogDir(folder)
                .load()
                .clusterId()
                .isPresent();
        if (formatted) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(folder))
                .setMetadataLogDirectory(folder)
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .run();
    }
}
