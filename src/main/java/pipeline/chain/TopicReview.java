package pipeline.chain;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import pipeline.chain.TopicFault.Gravity;

/**
 * Compares a topic that is there with what it must be.
 *
 * @param isOfBlocks whether it is the topic of the blocks
 * @param isOfDeadLetters whether it is that of the dead letters
 */
record TopicReview(NewTopic wanted, boolean isOfBlocks, boolean isOfDeadLetters) {

    /** What is wrong, in the order in which it is told. */
    List<TopicFault> faults(TopicDescription found, Config config) {
        List<TopicFault> faults = new ArrayList<>();
        judgePartitions(found.partitions().size(), faults);
        judgeCleanup(config, faults);
        judgeRetention(config, faults);
        judgeSize(config, faults);
        return faults;
    }

    private void judgePartitions(int partitions, List<TopicFault> faults) {
        if (partitions == wanted.numPartitions()) {
            return;
        }
        if (wanted.numPartitions() == 1) {
            faults.add(new TopicFault(
                    Gravity.REFUSED,
                    topic() + " has " + partitions + " partitions, and must have one to keep its order",
                    "Set kafka.topics.raw-blocks to another name"));
            return;
        }
        faults.add(new TopicFault(
                Gravity.NOTED,
                topic() + " has " + partitions + " partitions, not " + wanted.numPartitions()
                        + " (kafka.partitions): it stays so",
                "Set kafka.partitions=" + partitions));
    }

    private void judgeCleanup(Config config, List<TopicFault> faults) {
        String cleanup = Topics.value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        String right = wanted.configs().get(TopicConfig.CLEANUP_POLICY_CONFIG);
        if (cleanup.equals(right)) {
            return;
        }
        String cost = cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT)
                ? "stale blocks of a reorg will be lost"
                : "it grows without end, or entries will be lost and their blocks published again";
        faults.add(new TopicFault(
                Gravity.LOSS,
                topic() + " has cleanup.policy=" + cleanup + ", not " + right + ": " + cost,
                alter(TopicConfig.CLEANUP_POLICY_CONFIG, right)));
    }

    private void judgeRetention(Config config, List<TopicFault> faults) {
        String cleanup = Topics.value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        for (String retention : List.of(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG)) {
            String kept = Topics.value(config, retention);
            if (cleanup.contains(TopicConfig.CLEANUP_POLICY_DELETE) && !kept.equals(Topics.FOR_EVER)) {
                faults.add(new TopicFault(
                        Gravity.LOSS,
                        topic() + " has " + retention + "=" + kept
                                + ", not -1: Kafka will delete records, and what is not archived by then is lost",
                        alter(retention, Topics.FOR_EVER)));
            }
        }
        String nullsKept = Topics.value(config, TopicConfig.DELETE_RETENTION_MS_CONFIG);
        if (isOfDeadLetters && Long.parseLong(nullsKept) < Topics.NULLS_KEPT.toMillis()) {
            faults.add(new TopicFault(
                    Gravity.NOTED,
                    topic() + " has delete.retention.ms=" + nullsKept
                            + ": an archive that is away for longer takes up no record that was replayed meanwhile. Set it"
                            + " to " + Topics.NULLS_KEPT.toMillis(),
                    alter(TopicConfig.DELETE_RETENTION_MS_CONFIG, String.valueOf(Topics.NULLS_KEPT.toMillis()))));
        }
    }

    private void judgeSize(Config config, List<TopicFault> faults) {
        if (Topics.largestRecord(config) >= Topics.LARGEST_RECORD) {
            return;
        }
        String right = String.valueOf(Topics.LARGEST_RECORD + Topics.OVERHEAD);
        faults.add(new TopicFault(
                Gravity.LOSS,
                topic() + " has max.message.bytes=" + Topics.value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                        + ": larger records will be "
                        + (isOfBlocks ? "dead-lettered, not published" : "written without their bytes") + ". Set it to "
                        + right,
                alter(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, right)));
    }

    private String topic() {
        return "Topic " + wanted.name();
    }

    private String alter(String key, String value) {
        return "kafka-configs.sh --bootstrap-server … --alter --entity-type topics --entity-name " + wanted.name()
                + " --add-config " + key + "=" + value;
    }
}
