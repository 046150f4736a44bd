package pipeline;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaEndpoint;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;

/**
 * The groups in which the sinks of this process read, the user's too.
 *
 * @param topic of the blocks
 */
record SinkGroups(CamelContext camel, KafkaClients clients, String topic) {

    /** What the names of all groups of sinks begin with. */
    static String prefix(String topic) {
        return topic + ".sinks.";
    }

    List<GroupProgress> all() {
        return camel.getRoutes().stream()
                .map(Route::getEndpoint)
                .filter(KafkaEndpoint.class::isInstance)
                .map(endpoint -> ((KafkaEndpoint) endpoint).getConfiguration().getGroupId())
                .filter(group -> group != null && group.startsWith(prefix(topic)))
                .map(group -> new GroupProgress(clients, topic, group))
                .toList();
    }
}
