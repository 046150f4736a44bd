package pipeline;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import pipeline.avro.SchemaRegistry;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.chain.ChainIndex;
import pipeline.chain.DeadLetters;
import pipeline.chain.Heights;
import pipeline.chain.KafkaClients;
import pipeline.observe.HealthMeters;
import pipeline.observe.Progress;
import pipeline.observe.StageMeters;
import pipeline.observe.SystemCheck;

/** What an operator sees of the pipeline: its progress, and whether the systems that it needs answer. */
record WatchPart(Settings settings, KafkaClients clients, ChainIndex chainIndex, DeadLetters deadLetters) {

    /** @param consumers who read the topic of the blocks */
    void addTo(Wiring wiring, RouteKafkaClients consumers, Optional<SchemaRegistry> registry) {
        CamelContext camel = wiring.camel();
        NodeCalls node = new NodeCalls(camel.createProducerTemplate());
        StageMeters stages = new StageMeters(wiring.metrics());
        Progress progress = new Progress(
                chainIndex,
                deadLetters,
                stages,
                given(Role.INGEST, () -> tip(camel, node)),
                given(Role.ARCHIVE, () -> consumers.left(settings.kafka().topic() + ".archive")),
                wiring.metrics());
        wiring.bind("stageMeters", stages);
        wiring.bind("progress", progress);
        wiring.bind("healthMeters", new HealthMeters(camel, wiring.metrics()));
        wiring.addYaml("report-progress", "report-health");

        ExecutorService asking = camel.getExecutorServiceManager().newCachedThreadPool(this, "health");
        BrokerCount brokers = new BrokerCount(clients);
        wiring.closeWithContext(brokers);
        HealthCheckRegistry checks = HealthCheckRegistry.get(camel);
        List.of(
                        given(Role.INGEST, roleCheck(camel, "ingest", "lead-ingest", asking)),
                        given(Role.ARCHIVE, roleCheck(camel, "archive", "archive-blocks", asking)),
                        given(Role.COMPACT, roleCheck(camel, "compact", "lead-compact", asking)),
                        given(Role.INGEST, check("node", "Node (bitcoin.rpc.url)", () -> tip(node, progress), asking)),
                        given(Role.INGEST, settings.health().lagCheck(progress)),
                        given(Role.ARCHIVE, settings.health().archiveCheck(progress)),
                        registry.map(schemas -> registryCheck(schemas, asking)),
                        Optional.of(kafkaCheck(brokers, asking)),
                        Optional.of(settings.health().deadLetterCheck(progress)))
                .forEach(check -> check.ifPresent(checks::register));
    }

    private static Progress.Tip tip(CamelContext camel, NodeCalls node) throws Exception {
        long height = node.ask(NodeDialect::chainInfo).height();
        Heights heights = camel.getRegistry().lookupByNameAndType("heights", Heights.class);
        return new Progress.Tip(height, heights.countLeft(height));
    }

    private <T> Optional<T> given(Role role, T part) {
        return settings.does(role) ? Optional.of(part) : Optional.empty();
    }

    private static HealthCheck check(String name, String what, Callable<String> question, ExecutorService asking) {
        return new SystemCheck(name, what, question, asking);
    }

    /** A role waits with its first route until every system has answered once. */
    private static HealthCheck roleCheck(CamelContext camel, String name, String route, ExecutorService asking) {
        return check(
                name,
                "Route " + route,
                () -> {
                    ServiceStatus status = camel.getRouteController().getRouteStatus(route);
                    if (status == null || !status.isStarted()) {
                        throw new IllegalStateException(
                                "is not started: it waits for a system to answer, or was stopped by hand");
                    }
                    return "Runs";
                },
                asking);
    }

    private static String tip(NodeCalls node, Progress progress) throws Exception {
        ChainInfo chain = node.ask(NodeDialect::chainInfo);
        if (chain.height() < progress.publishedHeight()) {
            throw new NodeException("its tip is at height " + chain.height() + ", behind what is published, "
                    + (long) progress.publishedHeight() + ": it may be syncing or reindexing, and is waited for");
        }
        return "Tip at height " + chain.height();
    }

    private HealthCheck registryCheck(SchemaRegistry registry, ExecutorService asking) {
        String subject = settings.kafka().subject();
        return check(
                "schema-registry",
                "Schema registry (schema-registry.url)",
                () -> {
                    registry.requireAnswer(subject);
                    return "Answers at " + registry.url();
                },
                asking);
    }

    private HealthCheck kafkaCheck(BrokerCount brokers, ExecutorService asking) {
        return check("kafka", "Kafka at " + clients.brokers() + " (kafka.brokers)", brokers::ask, asking);
    }
}
