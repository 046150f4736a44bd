package pipeline;

import java.util.List;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;

/**
 * The groups in which the consumers of this process read that are made of the template {@code raw-blocks-source}.
 *
 * @param topic of the blocks
 */
record SinkGroups(CamelContext camel, KafkaClients clients, String topic) {

    /** What the names of all groups of sinks begin with. */
    static String prefix(String topic) {
        return topic + ".sinks.";
    }

    List<GroupProgress> all() {
        return camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions().stream()
                .map(RouteDefinition::getTemplateParameters)
                .filter(Objects::nonNull)
                .map(parameters -> parameters.get("name"))
                .filter(Objects::nonNull)
                .map(name -> new GroupProgress(clients, topic, prefix(topic) + name))
                .toList();
    }
}
