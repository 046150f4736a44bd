package pipeline.check;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import pipeline.chain.TopicFault;
import pipeline.chain.TopicLook;
import pipeline.chain.Topics;

/** Whether the topics are as they must be, or could be made so. */
public record TopicsCheck(Cluster cluster, Topics topics) implements Check {

    @Override
    public String what() {
        return "Topics";
    }

    @Override
    public String advice() {
        return "Look at the row of Kafka";
    }

    @Override
    public List<Row> look() throws InterruptedException {
        try {
            int brokers = cluster.ask(admin -> admin.describeCluster().nodes()).size();
            List<Row> rows = new ArrayList<>();
            topics.look().forEach(topic -> rows.addAll(rows(topic, brokers)));
            return rows;
        } catch (KafkaException e) {
            return List.of(Row.warn(what(), "not looked at: Kafka does not answer", advice()));
        }
    }

    private static List<Row> rows(TopicLook topic, int brokers) {
        String what = "Topic " + topic.name();
        List<Row> rows = new ArrayList<>();
        topic.faults().forEach(fault -> rows.add(row(what, fault)));
        topic.found().ifPresent(found -> judgeCopies(topic, found, brokers, rows));
        if (rows.isEmpty()) {
            rows.add(Row.ok(what, told(topic)));
        }
        return rows;
    }

    private static Row row(String what, TopicFault fault) {
        Status status = fault.gravity() == TopicFault.Gravity.NOTED ? Status.WARN : Status.FAIL;
        return new Row(status, what, fault.text().replace(what + " ", ""), fault.remedy());
    }

    private static void judgeCopies(TopicLook topic, TopicDescription found, int brokers, List<Row> rows) {
        String what = "Topic " + topic.name();
        int copies = copies(found);
        List<TopicPartitionInfo> partitions = found.partitions();
        long leaderless = partitions.stream()
                .filter(partition ->
                        partition.leader() == null || partition.leader().isEmpty())
                .count();
        long behind = partitions.stream()
                .filter(partition ->
                        partition.isr().size() < partition.replicas().size())
                .count();
        int needed = Integer.parseInt(
                topic.setting(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).orElse("1"));
        if (leaderless > 0) {
            rows.add(Row.fail(
                    what,
                    leaderless + " of " + partitions.size() + " partitions have no leader",
                    "Start the brokers that hold them"));
            return;
        }
        if (needed > copies) {
            rows.add(Row.fail(
                    what,
                    "min.insync.replicas=" + needed + " with " + copies + " copies: nothing can be written",
                    "Lower min.insync.replicas of the topic, or give it more copies"));
            return;
        }
        if (behind > 0) {
            rows.add(Row.warn(
                    what,
                    behind + " of " + partitions.size() + " partitions lack a copy that is up to date",
                    "Start the brokers that hold them, or wait until they have caught up"));
            return;
        }
        if (copies == 1 && brokers > 1) {
            rows.add(Row.warn(
                    what,
                    "one copy, though there are " + brokers + " brokers: a lost disk loses it",
                    "Give it more copies (kafka-reassign-partitions.sh), or set kafka.replication-factor before it is"
                            + " made"));
        }
    }

    private static int copies(TopicDescription found) {
        return found.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    private static String told(TopicLook topic) {
        if (topic.found().isEmpty()) {
            short copies = topic.wanted().replicationFactor();
            return "is not there yet; will be made with " + topic.wanted().numPartitions() + " partitions and "
                    + (copies < 0 ? "the brokers' default of copies" : copies + " copies");
        }
        return "partitions " + topic.found().get().partitions().size() + ", copies "
                + copies(topic.found().get()) + ", cleanup.policy "
                + topic.setting(TopicConfig.CLEANUP_POLICY_CONFIG).orElse("") + ", retention unlimited, records up to "
                + Topics.LARGEST_RECORD / 1024 / 1024 + " MB";
    }
}
