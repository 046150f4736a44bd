package pipeline.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Kafka's broker and controller, both in this process. Put together as {@code KafkaRaftServer} does it, except that the
 * controller may take any free port, which that class wants to know beforehand.
 */
final class SingleNodeKafka implements AutoCloseable {

    static final String HOST = "127.0.0.1";

    private final Metrics metrics;
    private final ControllerServer controller;
    private final BrokerServer broker;

    private SingleNodeKafka(Metrics metrics, ControllerServer controller, BrokerServer broker) {
        this.metrics = metrics;
        this.controller = controller;
        this.broker = broker;
    }

    /**
     * @param port for clients; 0 for any that is free
     * @throws IllegalStateException when Kafka refuses; whatever had started is stopped again
     */
    static SingleNodeKafka start(Path folder, int port) {
        BrokerFaults.tellBeforeTheProcessEnds(folder);
        try {
            Properties settings = BrokerSettings.of(folder.resolve("topics"), HOST, port);
            SingleNodeKafka kafka = assemble(KafkaConfig.fromProps(settings, false));
            kafka.start();
            return kafka;
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The embedded broker in " + folder + " does not start: " + e.getMessage(), e);
        }
    }

    /** Where clients connect: {@code host:port}. */
    String address() {
        return HOST + ":" + broker.boundPort(new ListenerName(BrokerSettings.CLIENT_LISTENER));
    }

    /** Stops the broker before the controller, from which it takes its leave. */
    @Override
    public void close() {
        broker.shutdown();
        controller.shutdown();
        Utils.closeQuietly(metrics, "metrics");
    }

    private void start() {
        try {
            controller.startup();
            broker.startup();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static SingleNodeKafka assemble(KafkaConfig config) throws Exception {
        BootstrapMetadata bootstrap = formatOnce(config.metadataLogDir());
        MetaPropertiesEnsemble identity = identity(config.metadataLogDir());
        Metrics metrics = Server.initializeMetrics(
                config, Time.SYSTEM, identity.clusterId().orElseThrow());
        CompletableFuture<Map<Integer, InetSocketAddress>> voters = new CompletableFuture<>();
        SharedServer shared = new SharedServer(
                config,
                identity,
                Time.SYSTEM,
                metrics,
                voters,
                List.of(),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        ControllerServer controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
        controller
                .socketServerFirstBoundPortFuture()
                .thenAccept(port -> voters.complete(Map.of(config.nodeId(), new InetSocketAddress(HOST, port))));
        return new SingleNodeKafka(metrics, controller, new BrokerServer(shared));
    }

    /** Writes what {@code kafka-storage.sh format} writes, where it is not there yet. */
    private static BootstrapMetadata formatOnce(String directory) throws Exception {
        if (identity(directory).clusterId().isEmpty()) {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(directory))
                    .setMetadataLogDirectory(directory)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .run();
        }
        return new BootstrapDirectory(directory).read();
    }

    private static MetaPropertiesEnsemble identity(String directory) throws IOException {
        return new MetaPropertiesEnsemble.Loader().addMetadataLogDir(directory).load();
    }
}
