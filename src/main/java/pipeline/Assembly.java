package pipeline;

import java.util.HashMap;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.support.LifecycleStrategySupport;
import pipeline.avro.BlockAvroDataFormat;
import pipeline.avro.SchemaCheck;
import pipeline.avro.SchemaRegistry;
import pipeline.chain.AskedHeights;
import pipeline.chain.BlockProperties;
import pipeline.chain.BoundedRun;
import pipeline.chain.ChainIndex;
import pipeline.chain.DeadLetter;
import pipeline.chain.DeadLetters;
import pipeline.chain.GroupProgress;
import pipeline.chain.HeightRange;
import pipeline.chain.HeightSpan;
import pipeline.chain.KafkaClients;
import pipeline.chain.Leadership;
import pipeline.chain.PublishedHeights;
import pipeline.chain.Topics;
import pipeline.console.NoProperties;
import pipeline.hdfs.HdfsComponent;
import routes.FinishRunRoute;

/** Puts the pipeline together as its settings say: what all processes have, and the parts for the roles of this one. */
final class Assembly extends MainListenerSupport {

    /** Seconds; a stop takes at most 10, the closing of clients and embedded servers included. */
    private static final int SHUTDOWN_TIMEOUT = 4;

    /** Seconds for the rest of a stop, after which the process ends all the same. */
    private static final int EXTRA_SHUTDOWN_TIMEOUT = 3;

    /** Milliseconds that a consumer which stops waits for the record in hand. */
    private static final int CONSUMER_SHUTDOWN_TIMEOUT = 1000;

    private final Settings settings;
    private final Servers servers;
    private final ProcessEnd processEnd;
    private final KafkaClients clients;
    private final ChainIndex chainIndex;
    private final DeadLetters deadLetters;
    private final Leadership leadership;
    private final Leadership compactLeadership;

    Assembly(Settings settings, Servers servers, ProcessEnd processEnd) {
        this.settings = settings;
        this.servers = servers;
        this.processEnd = processEnd;
        clients = new KafkaClients(servers.brokers(), settings.kafka().client());
        chainIndex = new ChainIndex(clients, settings.kafka().topic());
        deadLetters = new DeadLetters(clients, settings.kafka().topic());
        leadership = new Leadership(clients, settings.kafka().topic(), "ingest");
        compactLeadership = new Leadership(clients, settings.kafka().topic(), "compact");
    }

    /** Before any route is added: what counts them is to be there. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        settings.console().ifPresent(console -> console.open(main.getCamelContext()));
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        ((PropertiesComponent) camel.getPropertiesComponent()).setEnvironmentVariableMode(0);
        // bodies are values, byte arrays or streams that can be read again: no copies to keep
        main.configure().setStreamCachingEnabled(false);
        main.configure().setShutdownTimeout(SHUTDOWN_TIMEOUT);
        main.configure().setExtraShutdownTimeout(EXTRA_SHUTDOWN_TIMEOUT);
        main.configure().setJmxEnabled(settings.console().isPresent());
        main.configure().setName("camel-pipeline");
        // the checks of WatchPart say what each route would, and why
        main.configure().health().setExposureLevel("full");
        main.configure().health().setRoutesEnabled(false);
        main.configure().health().setConsumersEnabled(false);
        camel.addLifecycleStrategy(closing());

        Wiring wiring = new Wiring(main, settings.routes());
        if (settings.camelCli()) {
            wiring.bind(NoProperties.NAME, new NoProperties());
            wiring.bind("camelCli", camel.getInjector().newInstance(camelCli(camel)));
        }
        RouteKafkaClients kafkaClients = new RouteKafkaClients(settings.kafka().topic(), wiring.metrics());
        wiring.add("kafka", kafka(camel, kafkaClients));
        wiring.add("http", IngestPart.http());
        wiring.add("https", IngestPart.http());
        HdfsComponent hdfs = hdfs(settings.archive());
        hdfs.setMeterRegistry(wiring.metrics());
        wiring.add("hdfs", hdfs);
        wiring.bind("routeControl", new RouteControl(camel));
        wiring.bind("processEnd", processEnd);
        wiring.bind("retryLog", new RetryLog(wiring.metrics()));
        wiring.bind("fetchAttempts", new FetchAttempts());
        wiring.bind("clockFaults", new ClockFaults());
        Topics topics = topics();
        wiring.bind("blockProperties", new BlockProperties());
        wiring.bind("deadLetter", new DeadLetter(topics, deadLetters));
        wiring.addYaml("retry", "write-dead-letter");
        wiring.bind("topics", topics);
        wiring.startWith("topics", "createOrCheck");
        Optional<SchemaRegistry> registry = registry();
        BlockAvroDataFormat format = addSchema(wiring, registry);
        new WatchPart(settings, clients, chainIndex, deadLetters).addTo(wiring, kafkaClients, registry);
        AskedHeights heights = publishedHeights();
        new SinksPart(settings, clients, chainIndex, format).addTo(wiring);
        if (settings.does(Role.INGEST)) {
            heights = new IngestPart(settings, servers.nodes(), clients, chainIndex, deadLetters, topics, leadership)
                    .addTo(wiring, heights);
        }
        if (settings.does(Role.ARCHIVE)) {
            new ArchivePart(settings.archive(), clients, archiveProgress(), chainIndex, deadLetters).addTo(wiring);
        }
        if (settings.does(Role.COMPACT)) {
            new CompactPart(settings.compact(), hdfs, chainIndex).addTo(wiring, compactLeadership);
        }
        if (settings.heights().isBounded()) {
            addEnd(wiring, heights);
        }
        wiring.complete();
    }

    /** By its name: on a path where Camel finds it, it would be on for every context, the tests' too. */
    private static Class<?> camelCli(CamelContext camel) {
        return camel.getClassResolver().resolveClass("org.apache.camel.cli.connector.DefaultCliConnectorFactory");
    }

    private KafkaComponent kafka(CamelContext camel, RouteKafkaClients clients) {
        KafkaComponent kafka = new KafkaComponent();
        kafka.setPollExceptionStrategy(new PollFaults(camel));
        kafka.setKafkaClientFactory(clients);
        kafka.getConfiguration().setShutdownTimeout(CONSUMER_SHUTDOWN_TIMEOUT);
        kafka.getConfiguration().setBrokers(servers.brokers());
        kafka.getConfiguration()
                .setAdditionalProperties(new HashMap<>(settings.kafka().client()));
        return kafka;
    }

    static HdfsComponent hdfs(Settings.Archive archive) {
        HdfsComponent hdfs = new HdfsComponent();
        hdfs.setUrl(archive.url());
        hdfs.setUser(archive.user());
        hdfs.setConfigDirectory(archive.configDirectory());
        hdfs.setKerberosPrincipal(archive.kerberosPrincipal());
        hdfs.setKerberosKeytabFile(archive.kerberosKeytabFile());
        return hdfs;
    }

    private Topics topics() {
        Settings.Kafka kafka = settings.kafka();
        return new Topics(clients, kafka.topic(), kafka.partitions(), kafka.replicationFactor());
    }

    private Optional<SchemaRegistry> registry() {
        Settings.Registry registry = settings.registry();
        return registry.url().map(url -> new SchemaRegistry(url.toString(), registry.user(), registry.password()));
    }

    private BlockAvroDataFormat addSchema(Wiring wiring, Optional<SchemaRegistry> registry) {
        String subject = settings.kafka().subject();
        BlockAvroDataFormat format = registry.map(schemas -> new BlockAvroDataFormat(schemas, subject))
                .orElseGet(BlockAvroDataFormat::new);
        wiring.bind(BlockAvroDataFormat.NAME, format);
        if (registry.isPresent() && settings.does(Role.INGEST)) {
            wiring.bind("schemaCheck", new SchemaCheck(registry.get(), subject));
            wiring.startWith("schemaCheck", "check");
        }
        return format;
    }

    private PublishedHeights publishedHeights() {
        HeightRange asked = settings.heights();
        int to = (int) asked.to().orElse(Integer.MAX_VALUE - 1);
        return new PublishedHeights(new HeightSpan((int) asked.from(), to), chainIndex, deadLetters);
    }

    private void addEnd(Wiring wiring, AskedHeights heights) {
        boolean archives = settings.does(Role.ARCHIVE);
        String letters = Topics.deadLetters(settings.kafka().topic());
        GroupProgress takenUp =
                new GroupProgress(clients, letters, archiveProgress().group() + ".dead-letters");
        wiring.bind(
                "boundedRun",
                new BoundedRun(
                        heights,
                        chainIndex,
                        archives,
                        archiveProgress(),
                        takenUp,
                        new SinkGroups(wiring.camel(), clients, settings.kafka().topic())::all,
                        processEnd));
        wiring.add(new FinishRunRoute());
        wiring.startRoute("finish-run");
    }

    private GroupProgress archiveProgress() {
        String topic = settings.kafka().topic();
        return new GroupProgress(clients, topic, topic + ".archive");
    }

    private LifecycleStrategy closing() {
        return new LifecycleStrategySupport() {
            @Override
            public void onContextStopped(CamelContext context) {
                leadership.close();
                compactLeadership.close();
                chainIndex.close();
                deadLetters.close();
                servers.closing().forEach(Runnable::run);
            }
        };
    }
}
