package pipeline.chain;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * A topic as it was found.
 *
 * @param wanted as the pipeline would make it
 * @param found empty where there is none, or it may not be seen
 * @param config the same
 * @param faults none where it is as it must be, or can be made so
 */
public record TopicLook(
        NewTopic wanted, Optional<TopicDescription> found, Optional<Config> config, List<TopicFault> faults) {

    static TopicLook missing(NewTopic wanted, Optional<TopicFault> obstacle) {
        return new TopicLook(
                wanted, Optional.empty(), Optional.empty(), obstacle.stream().toList());
    }

    /** Described to others, not to us. */
    static TopicLook closed(NewTopic wanted) {
        TopicFault fault = new TopicFault(
                TopicFault.Gravity.REFUSED,
                "Topic " + wanted.name() + " may not be looked at",
                "Allow Describe and DescribeConfigs on topic " + wanted.name());
        return new TopicLook(wanted, Optional.empty(), Optional.empty(), List.of(fault));
    }

    public String name() {
        return wanted.name();
    }

    /** The value of a setting; empty where the topic may not be seen. */
    public Optional<String> setting(String key) {
        return config.map(all -> Topics.value(all, key));
    }
}
