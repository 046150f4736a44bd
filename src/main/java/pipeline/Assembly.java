package pipeline;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.avro.BlockAvroDataFormat;
import pipeline.avro.BlockJson;
import pipeline.avro.SchemaCheck;
import pipeline.avro.SchemaRegistry;
import pipeline.bitcoin.Credentials;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.NodeSurvey;
import pipeline.chain.BoundedRun;
import pipeline.chain.ChainIdentity;
import pipeline.chain.ChainIndex;
import pipeline.chain.DeadLetter;
import pipeline.chain.DeadLetters;
import pipeline.chain.GroupProgress;
import pipeline.chain.Heights;
import pipeline.chain.KafkaClients;
import pipeline.chain.Offsets;
import pipeline.chain.PrunedHeights;
import pipeline.chain.RangeRecords;
import pipeline.chain.RecordSize;
import pipeline.chain.Topics;
import pipeline.hdfs.HdfsComponent;
import routes.AskAnyNodeRoute;
import routes.AskNodeRoute;
import routes.CallNodeRoute;
import routes.CopyHeightsRoute;
import routes.FetchBlockRoute;
import routes.FetchBlocksRoute;
import routes.FinishRunRoute;
import routes.IterateHeightsRoute;
import routes.StartPipelineRoute;

/** Puts the pipeline together as its settings say: the beans that routes name, and the routes of the process's roles. */
final class Assembly extends MainListenerSupport {

    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    /** Network name in the chain index of the chain in the jar, so that it is never mixed with a user's regtest. */
    private static final String SAMPLE = "sample";

    private static final List<String> SHARED_ROUTES = List.of("retry", "write-dead-letter");
    private static final List<String> INGEST_ROUTES = List.of("encode-block", "publish-blocks");
    private static final List<String> ARCHIVE_ROUTES = List.of("archive-blocks");

    private final Settings settings;
    private final Servers servers;
    private final ProcessEnd processEnd;
    private final KafkaClients clients;
    private final String topic;
    private final ChainIndex chainIndex;
    private final DeadLetters deadLetters;
    private final List<String> yamlRoutes = new ArrayList<>(SHARED_ROUTES);
    private final List<String> startSteps = new ArrayList<>();

    Assembly(Settings settings, Servers servers, ProcessEnd processEnd) {
        this.settings = settings;
        this.servers = servers;
        this.processEnd = processEnd;
        clients = new KafkaClients(servers.brokers(), settings.kafka().client());
        topic = settings.kafka().topic();
        chainIndex = new ChainIndex(clients, topic);
        deadLetters = new DeadLetters(clients, topic);
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        ((PropertiesComponent) camel.getPropertiesComponent()).setEnvironmentVariableMode(0);
        camel.getRegistry().bind("processEnd", processEnd);
        camel.getRegistry().bind("retryLog", new RetryLog());
        camel.getRegistry().bind("fetchAttempts", new FetchAttempts());
        camel.getRegistry().bind("clockFaults", new ClockFaults());
        camel.getRegistry().bind("deadLetter", new DeadLetter());
        camel.addComponent("kafka", kafka());
        Topics topics = bindTopics(camel.getRegistry());
        bindSchema(camel.getRegistry());
        Heights heights = null;
        if (settings.does(Role.INGEST)) {
            heights = addIngest(main, camel, topics);
        }
        if (settings.does(Role.ARCHIVE)) {
            addArchive(camel);
        }
        if (heights != null && settings.heights().isBounded()) {
            addEnd(main, camel.getRegistry(), heights);
        }
        main.configure().addRoutesBuilder(new StartPipelineRoute(startSteps));
        main.configure()
                .withRoutesIncludePattern(yamlRoutes.stream()
                        .map("classpath:routes/%s.camel.yaml"::formatted)
                        .collect(Collectors.joining(",")));
        // bodies are values, byte arrays or streams that can be read again: no copies to keep
        main.configure().withStreamCachingEnabled(false);
        // a stop takes at most 10 s, the closing of clients and embedded servers included
        main.configure().withShutdownTimeout(6);
        camel.addLifecycleStrategy(closing());
        tellWhereThingsAre();
    }

    private Topics bindTopics(Registry registry) {
        Topics topics = new Topics(
                clients, topic, settings.kafka().partitions(), settings.kafka().replicationFactor());
        registry.bind("topics", topics);
        startSteps.add("bean:topics?method=createOrCheck");
        return topics;
    }

    private void bindSchema(Registry registry) {
        Settings.Registry configured = settings.registry();
        String subject = topic + "-value";
        if (configured.url().isEmpty()) {
            registry.bind(BlockAvroDataFormat.NAME, new BlockAvroDataFormat());
            return;
        }
        SchemaRegistry schemas =
                new SchemaRegistry(configured.url().get().toString(), configured.user(), configured.password());
        registry.bind(BlockAvroDataFormat.NAME, new BlockAvroDataFormat(schemas, subject));
        registry.bind("schemaCheck", new SchemaCheck(schemas, subject));
        startSteps.add("bean:schemaCheck?method=check");
    }

    private Heights addIngest(BaseMainSupport main, CamelContext camel, Topics topics) {
        Registry registry = camel.getRegistry();
        NodeCalls calls = new NodeCalls(camel.createProducerTemplate());
        List<NodeServer> nodes = servers.nodes().stream()
                .map(url -> new NodeServer(url, credentials()))
                .toList();
        NodeSurvey survey = new NodeSurvey(nodes, settings.node().prevouts(), calls);
        Supplier<String> network =
                () -> settings.node().isEmbedded() ? SAMPLE : survey.network().chain();
        Heights heights = new Heights(settings.heights(), calls, chainIndex, deadLetters);
        registry.bind("nodeSurvey", survey);
        registry.bind("chainIdentity", new ChainIdentity(calls, chainIndex, topic, network));
        registry.bind("prunedHeights", new PrunedHeights(heights, survey));
        registry.bind("heights", heights);
        registry.bind("rangeRecords", new RangeRecords(network, topic));
        registry.bind("recordSize", new RecordSize(topics, topic));
        startSteps.add("bean:nodeSurvey?method=take");
        startSteps.add("bean:chainIdentity?method=check");
        startSteps.add("bean:prunedHeights?method=check");
        startSteps.add(start("iterate-heights"));
        IntStream.range(0, nodes.size())
                .forEach(number -> main.configure().addRoutesBuilder(new CallNodeRoute(nodes.get(number), number)));
        main.configure().addRoutesBuilder(new AskNodeRoute(nodes.size()));
        main.configure().addRoutesBuilder(new AskAnyNodeRoute(nodes.size()));
        main.configure().addRoutesBuilder(new IterateHeightsRoute());
        main.configure().addRoutesBuilder(new CopyHeightsRoute());
        main.configure().addRoutesBuilder(new FetchBlocksRoute(settings.fetchParallelism()));
        main.configure().addRoutesBuilder(new FetchBlockRoute(survey));
        yamlRoutes.addAll(INGEST_ROUTES);
        return heights;
    }

    private Credentials credentials() {
        Settings.Node node = settings.node();
        if (node.cookieFile().isPresent()) {
            return Credentials.cookie(node.cookieFile().get());
        }
        return node.user().isEmpty() ? Credentials.none() : Credentials.of(node.user(), node.password());
    }

    private void addArchive(CamelContext camel) {
        camel.addComponent("hdfs", hdfs());
        camel.getRegistry().bind("chainIndex", chainIndex);
        camel.getRegistry().bind("blockJson", new BlockJson());
        camel.getRegistry().bind("offsets", new Offsets());
        startSteps.add(start("archive-blocks"));
        yamlRoutes.addAll(ARCHIVE_ROUTES);
    }

    private void addEnd(BaseMainSupport main, Registry registry, Heights heights) {
        GroupProgress archive = new GroupProgress(clients, topic, topic + ".archive");
        registry.bind("boundedRun", new BoundedRun(heights, settings.does(Role.ARCHIVE), archive, processEnd));
        main.configure().addRoutesBuilder(new FinishRunRoute());
        startSteps.add(start("finish-run"));
    }

    private KafkaComponent kafka() {
        KafkaComponent kafka = new KafkaComponent();
        kafka.getConfiguration().setBrokers(servers.brokers());
        kafka.getConfiguration()
                .setAdditionalProperties(new HashMap<>(settings.kafka().client()));
        return kafka;
    }

    private HdfsComponent hdfs() {
        HdfsComponent hdfs = new HdfsComponent();
        hdfs.setUrl(settings.archive().url());
        hdfs.setUser(settings.archive().user());
        return hdfs;
    }

    private static String start(String route) {
        return "controlbus:route?action=start&routeId=" + route;
    }

    private LifecycleStrategy closing() {
        return new LifecycleStrategySupport() {
            @Override
            public void onContextStopped(CamelContext context) {
                chainIndex.close();
                deadLetters.close();
                servers.closing().forEach(Runnable::run);
            }
        };
    }

    private void tellWhereThingsAre() {
        LOG.info(
                "Node {} (bitcoin.rpc.url)",
                settings.node().isEmbedded() ? "embedded: the sample chain" : servers.nodes());
        LOG.info(
                "Kafka {} at {} (kafka.brokers)",
                settings.kafka().isEmbedded() ? "embedded, data in data/kafka," : "yours",
                servers.brokers());
        LOG.info(
                "Schema registry {} (schema-registry.url)",
                settings.registry().url().map(URI::toString).orElse("none"));
        LOG.info(
                "Archive {} in {} (hdfs.url, archive.directory)",
                settings.archive().directory(),
                settings.archive().url());
    }
}
