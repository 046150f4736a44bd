package pipeline.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline's topics: made as they must be where they are missing, looked over where they are there. */
public final class Topics {

    /** Largest record that is sent: a block of 4 MB takes less than half of it. */
    public static final int LARGEST_RECORD = 20 * 1024 * 1024;

    /** What Kafka adds to a record, generously. */
    static final int OVERHEAD = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    static final String FOR_EVER = "-1";

    /**
     * How long compaction keeps the null that closes a dead letter: for good, because it tells the archive to take the record up
     * again, however long the archive is away, and how often it has failed. Kafka adds this to the time of day, so it is not the
     * largest number there is.
     */
    static final Duration NULLS_KEPT = Duration.ofDays(36_500);

    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(5);

    private final KafkaClients clients;
    private final OptionalInt replicationFactor;
    private final Map<String, NewTopic> wanted = new LinkedHashMap<>();
    private final String rawBlocks;
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> largestRecords = new ConcurrentHashMap<>();

    /**
     * @param rawBlocks topic of the blocks, after which the others are named
     * @param replicationFactor empty for the broker's default
     */
    public Topics(KafkaClients clients, String rawBlocks, int partitions, OptionalInt replicationFactor) {
        this.clients = clients;
        this.replicationFactor = replicationFactor;
        this.rawBlocks = rawBlocks;
        want(rawBlocks, partitions, TopicConfig.CLEANUP_POLICY_DELETE);
        want(chain(rawBlocks), 1, TopicConfig.CLEANUP_POLICY_COMPACT);
        want(ranges(rawBlocks), partitions, TopicConfig.CLEANUP_POLICY_DELETE);
        want(reorgs(rawBlocks), 1, TopicConfig.CLEANUP_POLICY_DELETE);
        want(deadLetters(rawBlocks), 1, TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    public static String chain(String rawBlocks) {
        return rawBlocks + ".chain";
    }

    /** Its consumer group has the same name. */
    public static String ranges(String rawBlocks) {
        return rawBlocks + ".ranges";
    }

    public static String reorgs(String rawBlocks) {
        return rawBlocks + ".reorgs";
    }

    public static String deadLetters(String rawBlocks) {
        return rawBlocks + ".dead-letters";
    }

    /**
     * Bytes a record may have, by what the topic of the blocks takes. Where that is too little for what is to be sent, Kafka is
     * asked again: an operator may have raised it since.
     *
     * @throws KafkaException when Kafka is asked and does not answer
     */
    public int largestRecord(int toSend) {
        return largest(rawBlocks, toSend);
    }

    /** The same for the bytes of a dead letter. */
    int largestDeadLetter(int toSend) {
        return largest(deadLetters(rawBlocks), toSend);
    }

    /** Has Kafka asked before the next record, because sending one has failed: an operator may have lowered the limit. */
    public void forgetLargestRecord() {
        largestRecords.put(rawBlocks, 0);
    }

    private int largest(String topic, int toSend) {
        int known = largestRecords.getOrDefault(topic, LARGEST_RECORD);
        if (toSend <= known) {
            return known;
        }
        try (Admin admin = clients.admin()) {
            return keepLargest(topic, config(admin, topic));
        } catch (ExecutionException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * Creates what is missing and warns of settings that can lose data.
     *
     * @throws RefusedException when a topic cannot be used at all
     * @throws KafkaException when Kafka does not answer
     */
    public void createOrCheck() throws RefusedException, InterruptedException {
        try (Admin admin = clients.admin()) {
            Set<String> there = admin.listTopics().names().get();
            for (NewTopic topic : wanted.values()) {
                if (there.contains(topic.name())) {
                    check(topic, describe(admin, topic.name()), config(admin, topic.name()));
                } else {
                    create(admin, topic);
                }
            }
        } catch (ExecutionException e) {
            throw noAnswer(e);
        }
    }

    /**
     * Looks at each topic as {@link #createOrCheck} does and changes nothing. One that is missing is only asked for: whether it
     * could be made.
     *
     * @throws KafkaException when Kafka does not answer
     */
    public List<TopicLook> look() throws InterruptedException {
        List<TopicLook> looks = new ArrayList<>();
        try (Admin admin = clients.admin()) {
            for (NewTopic topic : wanted.values()) {
                looks.add(look(admin, topic));
            }
        } catch (ExecutionException e) {
            throw noAnswer(e);
        }
        return looks;
    }

    private TopicLook look(Admin admin, NewTopic topic) throws ExecutionException, InterruptedException {
        try {
            TopicDescription found = describe(admin, topic.name());
            Config config = config(admin, topic.name());
            return new TopicLook(topic, Optional.of(found), Optional.of(config), faults(topic, found, config));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return TopicLook.missing(topic, obstacle(admin, topic));
            }
            if (e.getCause() instanceof TopicAuthorizationException) {
                return TopicLook.closed(topic);
            }
            throw e;
        }
    }

    /** Why the broker would not make the topic. */
    private static Optional<TopicFault> obstacle(Admin admin, NewTopic topic) throws InterruptedException {
        try {
            admin.createTopics(List.of(topic), new CreateTopicsOptions().validateOnly(true))
                    .all()
                    .get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(TopicFault.cannotBeMade(topic.name(), e.getCause()));
        }
    }

    /**
     * Creates a topic of the user's where it is missing, as the topic of the blocks is made; for routes:
     * {@code bean: ref: topics, method: make('name')}.
     *
     * @throws KafkaException when Kafka does not answer
     */
    public void make(String name) throws InterruptedException {
        if (made.contains(name)) {
            return;
        }
        try (Admin admin = clients.admin()) {
            if (!admin.listTopics().names().get().contains(name)) {
                create(admin, topic(name, wanted.get(rawBlocks).numPartitions(), TopicConfig.CLEANUP_POLICY_DELETE));
            }
            made.add(name);
        } catch (ExecutionException e) {
            throw noAnswer(e);
        }
    }

    private KafkaException noAnswer(ExecutionException e) {
        return new KafkaException(
                "Kafka at " + clients.brokers() + " (kafka.brokers) does not answer: "
                        + e.getCause().getMessage(),
                e.getCause());
    }

    private void want(String name, int partitions, String cleanup) {
        wanted.put(name, topic(name, partitions, cleanup));
    }

    private NewTopic topic(String name, int partitions, String cleanup) {
        NewTopic topic = new NewTopic(
                name,
                Optional.of(partitions),
                replicationFactor.isPresent() ? Optional.of((short) replicationFactor.getAsInt()) : Optional.empty());
        Map<String, String> configuration = new TreeMap<>(Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, cleanup,
                TopicConfig.RETENTION_MS_CONFIG, FOR_EVER,
                TopicConfig.RETENTION_BYTES_CONFIG, FOR_EVER,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(LARGEST_RECORD + OVERHEAD)));
        if (name.equals(deadLetters(rawBlocks))) {
            configuration.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, String.valueOf(NULLS_KEPT.toMillis()));
        }
        return topic.configs(configuration);
    }

    private static void create(Admin admin, NewTopic topic) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            LOG.info("Created topic {}: {} partitions, {}", topic.name(), topic.numPartitions(), topic.configs());
        } catch (ExecutionException e) {
            // another process of the pipeline was quicker
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        awaitKnown(admin, topic.name());
    }

    /** For a moment after it was made, a topic is unknown to those who ask for it, or without a leader. */
    private static void awaitKnown(Admin admin, String topic) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + UNTIL_KNOWN.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (describe(admin, topic).partitions().stream().allMatch(Topics::hasLeader)) {
                    return;
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
    }

    private static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    private static TopicDescription describe(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    }

    private static Config config(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource);
    }

    private void check(NewTopic topic, TopicDescription found, Config config) throws RefusedException {
        keepLargest(topic.name(), config);
        for (TopicFault fault : faults(topic, found, config)) {
            if (fault.gravity() == TopicFault.Gravity.REFUSED) {
                throw new RefusedException(fault.text() + ". " + fault.remedy() + ".");
            }
            LOG.warn("{}", fault.text());
        }
    }

    /** What is wrong with a topic that is there. */
    private List<TopicFault> faults(NewTopic topic, TopicDescription found, Config config) {
        return new TopicReview(
                        topic, topic.name().equals(rawBlocks), topic.name().equals(deadLetters(rawBlocks)))
                .faults(found, config);
    }

    /** Bytes a record of the topic may have; remembered. */
    private int keepLargest(String topic, Config config) {
        int largest = largestRecord(config);
        largestRecords.put(topic, largest);
        return largest;
    }

    static int largestRecord(Config config) {
        int batch = Integer.parseInt(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        return Math.max(0, Math.min(batch - OVERHEAD, LARGEST_RECORD));
    }

    static String value(Config config, String name) {
        return config.get(name).value();
    }
}
