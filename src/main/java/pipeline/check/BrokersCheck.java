package pipeline.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.server.common.MetadataVersion;

/** Whether Kafka lets us in, and each of its brokers can be reached at the address that it tells its clients. */
public record BrokersCheck(Cluster cluster) implements Check {

    private static final int CONNECT_MILLIS = 2_000;

    @Override
    public String what() {
        return "Kafka " + cluster.clients().brokers();
    }

    @Override
    public String advice() {
        return "Start the broker, or correct kafka.brokers";
    }

    @Override
    public List<Row> look() throws InterruptedException {
        Collection<Node> brokers;
        String version;
        try {
            brokers = cluster.ask(admin -> admin.describeCluster().nodes());
            version = version();
        } catch (KafkaException e) {
            return List.of(fault(e));
        }
        List<CompletableFuture<Row>> rows = brokers.stream()
                .sorted(Comparator.comparingInt(Node::id))
                .map(broker -> CompletableFuture.supplyAsync(() -> row(broker, version), Checks::startDaemon))
                .toList();
        return rows.stream().map(CompletableFuture::join).toList();
    }

    private Row row(Node node, String version) {
        String host = node.host().contains(":") ? "[" + node.host() + "]" : node.host();
        String address = host + ":" + node.port();
        String what = "Kafka broker " + node.id() + " " + address;
        // the first answer comes from there and nowhere else
        try (Cluster broker = cluster.at(address)) {
            broker.ask(admin -> admin.describeCluster().clusterId());
            return Row.ok(what, "lets us in; " + version);
        } catch (KafkaException e) {
            return Row.fail(
                    what,
                    "cannot be reached at this address, which it tells its clients: " + Checks.reason(e),
                    "Start the broker, let this machine know its name, or correct advertised.listeners in its"
                            + " server.properties");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Row.fail(what, "no answer", advice());
        }
    }

    /** What all brokers of the cluster have agreed to speak; they do not tell which version each of them is. */
    private String version() throws InterruptedException {
        FinalizedVersionRange agreed = cluster.ask(
                        admin -> admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get(MetadataVersion.FEATURE_NAME);
        if (agreed == null) {
            return "its cluster does not tell its version";
        }
        try {
            MetadataVersion version = MetadataVersion.fromFeatureLevel(agreed.maxVersionLevel());
            return "its cluster speaks Kafka " + version.shortVersion() + " (metadata.version " + version.version()
                    + ")";
        } catch (IllegalArgumentException newer) {
            return "its cluster speaks metadata.version of level " + agreed.maxVersionLevel() + ", newer than 4.1";
        }
    }

    private Row fault(KafkaException e) {
        if (e instanceof SslAuthenticationException) {
            return Row.fail(what(), Checks.reason(e), "Correct kafka.security.protocol and kafka.ssl.*");
        }
        if (e instanceof AuthenticationException) {
            return Row.fail(
                    what(),
                    "refuses the login: " + Checks.reason(e),
                    "Correct kafka.sasl.jaas.config, kafka.sasl.mechanism and kafka.security.protocol");
        }
        if (Stream.of(addresses()).noneMatch(BrokersCheck::listens)) {
            return Row.fail(what(), "nobody listens there: " + Checks.rootReason(e), advice());
        }
        return Row.fail(
                what(),
                "somebody listens there, and does not answer as a broker: " + Checks.rootReason(e),
                "Correct kafka.security.protocol, kafka.brokers, or advertised.listeners in the brokers'"
                        + " server.properties");
    }

    private String[] addresses() {
        return Arrays.stream(cluster.clients().brokers().split(","))
                .map(String::strip)
                .toArray(String[]::new);
    }

    private static boolean listens(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
