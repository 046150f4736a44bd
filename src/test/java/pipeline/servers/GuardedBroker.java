package pipeline.servers;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker in this process with three doors: one for whoever comes, who may do everything; one for the user {@code reader}
 * with a password, who may do what a test allows; and one behind which it tells its clients an address that is not there.
 */
public final class GuardedBroker implements AutoCloseable {

    public static final String PASSWORD = "s3same-0pen";

    private static final String USER = "reader";

    private final int open = JavaProcess.freePort();
    private final int guarded = JavaProcess.freePort();
    private final int lost = JavaProcess.freePort();
    private final int nowhere = JavaProcess.freePort();
    private final KafkaRaftServer server;

    private GuardedBroker(Path folder) throws Exception {
        Path data = folder.resolve("data");
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .run();
        server = new KafkaRaftServer(KafkaConfig.fromProps(settings(data), false), Time.SYSTEM);
    }

    public static GuardedBroker start(Path folder) throws Exception {
        GuardedBroker broker = new GuardedBroker(folder);
        broker.server.startup();
        return broker;
    }

    /** For whoever comes. */
    public String open() {
        return "127.0.0.1:" + open;
    }

    /** For the user, by {@link #login}. */
    public String guarded() {
        return "127.0.0.1:" + guarded;
    }

    /** Tells its clients to go to a port where nobody listens. */
    public String lost() {
        return "127.0.0.1:" + lost;
    }

    /** Settings of a client that comes as the user. */
    public static String[] login(String password) {
        return new String[] {
            "--kafka.security.protocol=SASL_PLAINTEXT",
            "--kafka.sasl.mechanism=PLAIN",
            "--kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                    + USER + "\" password=\"" + password + "\";"
        };
    }

    /** Lets the user do so. */
    public void allow(ResourceType type, String name, AclOperation... operations) throws Exception {
        List<AclBinding> bindings = Arrays.stream(operations)
                .map(operation -> binding(type, name, operation))
                .toList();
        try (Admin admin = admin()) {
            admin.createAcls(bindings).all().get();
        }
    }

    /** Does no longer let the user do so. */
    public void forbid(ResourceType type, String name, AclOperation operation) throws Exception {
        try (Admin admin = admin()) {
            admin.deleteAcls(List.of(binding(type, name, operation).toFilter()))
                    .all()
                    .get();
        }
    }

    /** An administrator who may do everything. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", open()));
    }

    private static AclBinding binding(ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + USER, "*", operation, AclPermissionType.ALLOW));
    }

    private Properties settings(Path data) {
        int controller = JavaProcess.freePort();
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "log.dirs",
                data.toString(),
                "listeners",
                "OPEN://%s,GUARDED://%s,LOST://%s,CONTROLLER://127.0.0.1:%d"
                        .formatted(open(), guarded(), lost(), controller),
                "advertised.listeners",
                "OPEN://%s,GUARDED://%s,LOST://127.0.0.1:%d".formatted(open(), guarded(), nowhere),
                "listener.security.protocol.map",
                "OPEN:PLAINTEXT,GUARDED:SASL_PLAINTEXT,LOST:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "OPEN",
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller));
        settings.putAll(Map.of(
                "authorizer.class.name",
                StandardAuthorizer.class.getName(),
                "super.users",
                "User:ANONYMOUS",
                "listener.name.guarded.sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.guarded.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + USER + "=\"" + PASSWORD
                        + "\";"));
        settings.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "message.max.bytes", String.valueOf(22 * 1024 * 1024),
                "log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024)));
        return settings;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
