package pipeline.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The settings of a broker that is alone, small, and keeps what it is given. */
final class BrokerSettings {

    static final int NODE_ID = 1;
    static final String CLIENT_LISTENER = "PLAINTEXT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /** A record holds up to 20 MB; the rest is for its batch's head and for its headers. */
    private static final String LARGEST_BATCH_BYTES = String.valueOf(22 * 1024 * 1024);

    /** No copies: there is no second broker. Few partitions: each costs files, memory and time at the start. */
    private static final Map<String, String> ALONE = Map.ofEntries(
            Map.entry("default.replication.factor", "1"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"));

    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "2"),
            Map.entry("background.threads", "2"),
            Map.entry("num.recovery.threads.per.data.dir", "2"),
            Map.entry("group.coordinator.threads", "1"),
            // taken from the heap at the start, 128 MB by default; a small one means more passes over a compacted topic
            Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024)),
            // how long a start after a kill waits for the killed broker's session to end, 9 s by default
            Map.entry("broker.session.timeout.ms", "4000"),
            Map.entry("broker.heartbeat.interval.ms", "1000"),
            // the broker's requests to itself; after a kill the first may go to the port that it no longer has
            Map.entry("request.timeout.ms", "5000"),
            // no record twice a second into the metadata log of an idle broker
            Map.entry("metadata.max.idle.interval.ms", "0"));

    /** A pipeline that starts again after a month finds its blocks, and its consumers where they were. */
    private static final Map<String, String> KEEPING = Map.ofEntries(
            Map.entry("log.retention.ms", "-1"),
            Map.entry("log.retention.bytes", "-1"),
            Map.entry("offsets.retention.minutes", String.valueOf(Integer.MAX_VALUE)));

    private static final Map<String, String> CLIENTS = Map.ofEntries(
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("message.max.bytes", LARGEST_BATCH_BYTES),
            Map.entry("replica.fetch.max.bytes", LARGEST_BATCH_BYTES),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // the members are on this machine: one that is silent for seconds is dead
            Map.entry("group.min.session.timeout.ms", "1000"),
            Map.entry("group.consumer.min.session.timeout.ms", "1000"),
            Map.entry("group.consumer.min.heartbeat.interval.ms", "100"),
            // how long beyond its time-out the transaction of a killed process may block readers
            Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));

    private BrokerSettings() {}

    /**
     * @param topics the folder for all data
     * @param host the one address to listen on
     * @param port for clients; 0 for any that is free
     */
    static Properties of(Path topics, String host, int port) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE_ID));
        settings.put("log.dirs", topics.toString());
        settings.put(
                "listeners", "%s://%s:%d,%s://%s:0".formatted(CLIENT_LISTENER, host, port, CONTROLLER_LISTENER, host));
        settings.put(
                "listener.security.protocol.map", CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        settings.put("inter.broker.listener.name", CLIENT_LISTENER);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        // Kafka's way to say that the voter's address is told later, when its port is known
        settings.put("controller.quorum.voters", NODE_ID + "@0.0.0.0:0");
        settings.putAll(ALONE);
        settings.putAll(SMALL);
        settings.putAll(KEEPING);
        settings.putAll(CLIENTS);
        return settings;
    }
}
