package pipeline.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Kafka broker that runs when none is configured: one node, in this process, its data in a folder. One live process has
 * the broker of a folder; whoever else opens the folder is given its address.
 */
public final class EmbeddedBroker implements AutoCloseable {

    /** Enough for the owner to recover its log after a kill; it announces itself only when it serves. */
    private static final Duration PATIENCE_WITH_OTHER_PROCESS = Duration.ofMinutes(5);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** The brokers of this process by folder: file locks cannot tell a process from itself. */
    private static final Map<Path, EmbeddedBroker> RUNNING_HERE = new HashMap<>();

    private final Path folder;
    private final String brokers;
    private final Optional<OwnServer> ownServer;

    private record OwnServer(BrokerFolder folder, SingleNodeKafka kafka) {}

    private EmbeddedBroker(Path folder, String brokers, Optional<OwnServer> ownServer) {
        this.folder = folder;
        this.brokers = brokers;
        this.ownServer = ownServer;
    }

    /**
     * Starts the folder's broker, or finds the one that another live process has started there.
     *
     * @param folder created when missing; what a killed process left there is recovered
     * @throws UncheckedIOException when the folder cannot be read or written
     * @throws IllegalStateException when the broker does not start, or another process has the folder and never serves
     */
    public static EmbeddedBroker open(Path folder) {
        try {
            Path whole = Files.createDirectories(folder).toRealPath();
            // one at a time: a second opener in this process waits for the first one's address
            synchronized (RUNNING_HERE) {
                EmbeddedBroker running = RUNNING_HERE.get(whole);
                return running == null ? openHereOrElsewhere(whole) : ofAnother(whole, running.brokers);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot use " + folder + " for the embedded broker (kafka.brokers): " + e, e);
        }
    }

    /** Where clients connect: {@code host:port}. */
    public String brokers() {
        return brokers;
    }

    /** Whether the broker runs in this process and ends with {@link #close()}; else it belongs to someone else. */
    public boolean ownsServer() {
        return ownServer.isPresent();
    }

    /** Stops an own broker, cleanly; does nothing to another's. */
    @Override
    public void close() {
        synchronized (RUNNING_HERE) {
            ownServer.filter(server -> RUNNING_HERE.remove(folder, this)).ifPresent(this::stop);
        }
    }

    private void stop(OwnServer server) {
        try (BrokerFolder owned = server.folder) {
            owned.withdraw();
            server.kafka.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot give back " + folder, e);
        }
    }

    private static EmbeddedBroker ofAnother(Path folder, String brokers) {
        return new EmbeddedBroker(folder, brokers, Optional.empty());
    }

    private static EmbeddedBroker openHereOrElsewhere(Path path) throws IOException {
        BrokerFolder folder = BrokerFolder.open(path);
        try {
            Instant giveUp = Instant.now().plus(PATIENCE_WITH_OTHER_PROCESS);
            while (!folder.tryToOwn()) {
                Optional<String> address = folder.addressOfOwner();
                if (address.isPresent()) {
                    folder.close();
                    return ofAnother(path, address.get());
                }
                // the owner is starting or stopping
                if (Instant.now().isAfter(giveUp)) {
                    throw new IllegalStateException("Another process has the embedded broker's folder " + path
                            + " and does not serve; end it, or set kafka.brokers");
                }
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
            return startHere(path, folder);
        } catch (InterruptedException e) {
            folder.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the embedded broker in " + path, e);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static EmbeddedBroker startHere(Path path, BrokerFolder folder) throws IOException {
        SingleNodeKafka kafka = SingleNodeKafka.start(path, portLikeLastTime(folder));
        try {
            folder.announce(kafka.address());
        } catch (IOException e) {
            kafka.close();
            throw e;
        }
        EmbeddedBroker broker = new EmbeddedBroker(path, kafka.address(), Optional.of(new OwnServer(folder, kafka)));
        RUNNING_HERE.put(path, broker);
        return broker;
    }

    /** The same port again where it is free, so that other programs find the broker after a restart; else 0, any port. */
    private static int portLikeLastTime(BrokerFolder folder) {
        try (ServerSocket probe = new ServerSocket()) {
            String address = folder.lastAddress().orElse(":0");
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            probe.bind(new InetSocketAddress(InetAddress.getByName(SingleNodeKafka.HOST), port));
            return port;
        } catch (IOException | IllegalArgumentException takenOrUnreadable) {
            return 0;
        }
    }
}
