package pipeline;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import pipeline.avro.SchemaRegistry;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.chain.ChainIndex;
import pipeline.chain.DeadLetters;
import pipeline.chain.KafkaClients;
import pipeline.observe.Progress;
import pipeline.observe.StageMeters;
import pipeline.observe.SystemCheck;

/** What an operator sees of the pipeline: its progress, and whether the systems that it needs answer. */
record WatchPart(Settings settings, KafkaClients clients, ChainIndex chainIndex, DeadLetters deadLetters) {

    /** Below what a check waits, so that Kafka's client says itself what is wrong. */
    private static final int KAFKA_MILLIS = 4_000;

    /** @param consumers who read the topic of the blocks */
    void addTo(Wiring wiring, RouteKafkaClients consumers, Optional<SchemaRegistry> registry) {
        CamelContext camel = wiring.camel();
        NodeCalls node = new NodeCalls(camel.createProducerTemplate());
        StageMeters stages = new StageMeters(wiring.metrics());
        Progress progress = new Progress(
                chainIndex,
                deadLetters,
                stages,
                given(Role.INGEST, () -> node.ask(NodeDialect::chainInfo).height()),
                given(Role.ARCHIVE, () -> consumers.left(settings.kafka().topic())),
                wiring.metrics());
        wiring.bind("stageMeters", stages);
        wiring.bind("progress", progress);
        wiring.addYaml("report-progress");

        ExecutorService asking = camel.getExecutorServiceManager().newCachedThreadPool(this, "health");
        HealthCheckRegistry checks = HealthCheckRegistry.get(camel);
        List.of(
                        given(Role.INGEST, roleCheck(camel, "ingest", "lead-ingest", asking)),
                        given(Role.ARCHIVE, roleCheck(camel, "archive", "archive-blocks", asking)),
                        given(Role.COMPACT, roleCheck(camel, "compact", "lead-compact", asking)),
                        given(Role.INGEST, check("node", "Node (bitcoin.rpc.url)", () -> tip(node, progress), asking)),
                        given(Role.INGEST, settings.health().lagCheck(progress)),
                        given(Role.ARCHIVE, settings.health().archiveCheck(progress)),
                        registry.map(schemas -> registryCheck(schemas, asking)),
                        Optional.of(kafkaCheck(asking)),
                        Optional.of(settings.health().deadLetterCheck(progress)))
                .forEach(check -> check.ifPresent(checks::register));
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

    private HealthCheck kafkaCheck(ExecutorService asking) {
        return check("kafka", "Kafka at " + clients.brokers() + " (kafka.brokers)", this::brokers, asking);
    }

    private String brokers() throws Exception {
        try (Admin admin = clients.admin()) {
            int brokers = admin.describeCluster(new DescribeClusterOptions().timeoutMs(KAFKA_MILLIS))
                    .nodes()
                    .get()
                    .size();
            return brokers + " brokers";
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception reason ? reason : e;
        }
    }
}
