package pipeline.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final int sealed = JavaProcess.freePort();
    private final int certified = JavaProcess.freePort();
    private final Optional<Certificates> certificates;
    private final KafkaRaftServer server;

    private GuardedBroker(Path folder, Optional<Certificates> certificates) throws Exception {
        this.certificates = certificates;
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
        return start(folder, Optional.empty());
    }

    /** The same with two doors more, both with TLS. */
    public static GuardedBroker startWithTls(Path folder) throws Exception {
        return start(folder, Optional.of(Certificates.make(Files.createDirectories(folder))));
    }

    private static GuardedBroker start(Path folder, Optional<Certificates> certificates) throws Exception {
        GuardedBroker broker = new GuardedBroker(folder, certificates);
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
            "--kafka.sasl.jaas.config=" + loginModule(password)
        };
    }

    /** What stands in {@code kafka.sasl.jaas.config} of a client that comes as the user. */
    public static String loginModule(String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER + "\" password=\""
                + password + "\";";
    }

    /** Settings of a client that comes as the user, by its password and over TLS. */
    public List<String> sealedLogin() {
        return List.of(
                "--kafka.brokers=127.0.0.1:" + sealed,
                "--kafka.security.protocol=SASL_SSL",
                "--kafka.sasl.mechanism=PLAIN",
                "--kafka.sasl.jaas.config=" + loginModule(PASSWORD),
                "--kafka.ssl.truststore.type=PEM",
                "--kafka.ssl.truststore.location=" + certificates.orElseThrow().pem("broker"));
    }

    /** Settings of a client that shows a certificate, whose name may do everything; the password of its key is in a file. */
    public List<String> certificate(Path passwordFile) throws IOException {
        Certificates made = certificates.orElseThrow();
        Files.writeString(passwordFile, Certificates.PASSWORD + "\n");
        return List.of(
                "--kafka.brokers=127.0.0.1:" + certified,
                "--kafka.security.protocol=SSL",
                "--kafka.ssl.truststore.type=PEM",
                "--kafka.ssl.truststore.location=" + made.pem("broker"),
                "--kafka.ssl.keystore.type=PKCS12",
                "--kafka.ssl.keystore.location=" + made.keys("client"),
                "--kafka.ssl.keystore.password-file=" + passwordFile);
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

    /** Lets the user do whatever he likes. */
    public void allowEverything() throws Exception {
        allow(ResourceType.CLUSTER, "kafka-cluster", AclOperation.ALL);
        for (ResourceType type : List.of(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID)) {
            allow(type, "*", AclOperation.ALL);
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
        certificates.ifPresent(made -> addTls(settings, made));
        return settings;
    }

    private void addTls(Properties settings, Certificates made) {
        String sealedDoor = ",SEALED://127.0.0.1:" + sealed + ",CERTIFIED://127.0.0.1:" + certified;
        settings.merge("listeners", sealedDoor, GuardedBroker::append);
        settings.merge("advertised.listeners", sealedDoor, GuardedBroker::append);
        settings.merge("listener.security.protocol.map", ",SEALED:SASL_SSL,CERTIFIED:SSL", GuardedBroker::append);
        settings.merge("super.users", ";User:CN=client", GuardedBroker::append);
        for (String door : List.of("sealed", "certified")) {
            settings.put("listener.name." + door + ".ssl.keystore.type", "PKCS12");
            settings.put("listener.name." + door + ".ssl.keystore.location", made.keys("broker"));
            settings.put("listener.name." + door + ".ssl.keystore.password", Certificates.PASSWORD);
        }
        settings.put("listener.name.certified.ssl.client.auth", "required");
        settings.put("listener.name.certified.ssl.truststore.type", "PEM");
        settings.put("listener.name.certified.ssl.truststore.location", made.pem("client"));
        for (String setting : List.of("sasl.enabled.mechanisms", "plain.sasl.jaas.config")) {
            settings.put("listener.name.sealed." + setting, settings.get("listener.name.guarded." + setting));
        }
    }

    private static Object append(Object one, Object other) {
        return one + String.valueOf(other);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
