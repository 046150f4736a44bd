package pipeline;

import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import picocli.CommandLine.Help.Ansi;
import pipeline.avro.SchemaRegistry;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.NodeSurvey;
import pipeline.chain.ChainIndex;
import pipeline.chain.Topics;
import pipeline.check.BrokersCheck;
import pipeline.check.ChainCheck;
import pipeline.check.Check;
import pipeline.check.Checks;
import pipeline.check.Cluster;
import pipeline.check.FolderCheck;
import pipeline.check.NeededRight;
import pipeline.check.NodeCheck;
import pipeline.check.PortCheck;
import pipeline.check.RegistryCheck;
import pipeline.check.RightsCheck;
import pipeline.check.Row;
import pipeline.check.RowTable;
import pipeline.check.SinkCheck;
import pipeline.check.Status;
import pipeline.check.TopicsCheck;
import pipeline.check.ZmqCheck;
import pipeline.hdfs.HdfsComponent;
import pipeline.sinks.S3Clients;
import routes.AskNodeRoute;
import routes.CallNodeRoute;

/**
 * {@code check}: reaches every system that the settings name, as the roles of this process need it, and tells what works and
 * what to do about the rest.
 *
 * @param known rows of what is known already
 * @param brokers empty where there is no broker to ask
 * @param nodes where the nodes are, the embedded one too; none where this process needs none
 */
record CheckCommand(Settings settings, List<Row> known, Optional<String> brokers, List<URI> nodes) {

    private static final int ALL_WELL = 0;
    private static final int SOME_FAIL = 1;

    private static final String ELECTRUM = "electrum";

    private static final long CONNECT_MILLIS = 4_000;
    private static final long RESPONSE_MILLIS = 8_000;

    /** @return the exit status */
    int run(PrintWriter out, Ansi ansi) throws Exception {
        List<Row> rows = new ArrayList<>(known);
        Optional<Cluster> cluster =
                brokers.map(address -> Cluster.of(address, settings.kafka().client()));
        try (CamelContext camel = new DefaultCamelContext()) {
            // what hangs is left behind
            camel.getShutdownStrategy().setTimeout(1);
            rows.addAll(new Checks(checks(camel, cluster)).run());
        } finally {
            cluster.ifPresent(Cluster::close);
        }
        new RowTable(rows, ansi).print(out);
        return rows.stream().anyMatch(row -> row.status() == Status.FAIL) ? SOME_FAIL : ALL_WELL;
    }

    /** A new system adds its check here. */
    private List<Check> checks(CamelContext camel, Optional<Cluster> cluster) throws Exception {
        HdfsComponent hdfs = Assembly.hdfs(settings.archive());
        camel.addComponent("hdfs", hdfs);
        camel.addComponent("http", http());
        camel.addComponent("https", http());
        List<Check> checks = new ArrayList<>();
        addNodes(camel, cluster, checks);
        camel.start();
        cluster.ifPresent(kafka -> addKafka(kafka, checks));
        settings.registry().url().ifPresent(url -> checks.add(registry(url)));
        addFolders(hdfs, checks);
        // the wallet watch writes to Kafka alone
        settings.sinks().stream().filter(name -> !name.equals("wallet-watch")).forEach(name -> checks.add(sink(name)));
        settings.console().ifPresent(console -> checks.add(new PortCheck(console)));
        return checks;
    }

    private void addNodes(CamelContext camel, Optional<Cluster> cluster, List<Check> checks) throws Exception {
        if (nodes.isEmpty()) {
            return;
        }
        Settings.Node node = settings.node();
        NodeCalls calls = new NodeCalls(camel.createProducerTemplate());
        List<NodeServer> servers = new ArrayList<>();
        for (int number = 0; number < nodes.size(); number++) {
            NodeServer server = new NodeServer(nodes.get(number), node.credentials());
            servers.add(server);
            camel.addRoutes(new CallNodeRoute(server, number));
            String name =
                    node.isEmbedded() ? SettingsReader.EMBEDDED : server.url().toString();
            boolean hasCredentials = !node.user().isEmpty() || node.cookieFile().isPresent();
            checks.add(new NodeCheck(name, server, number, calls, hasCredentials, node.prevouts()));
        }
        camel.addRoutes(new AskNodeRoute(nodes.size()));
        NodeSurvey survey = new NodeSurvey(servers, node.prevouts(), calls);
        Supplier<String> network =
                () -> node.isEmbedded() ? IngestPart.SAMPLE : survey.network().chain();
        checks.add(new ChainCheck(
                calls,
                calls,
                servers,
                survey,
                index(cluster),
                settings.heights(),
                settings.kafka().topic(),
                network));
        node.publishers().forEach(publisher -> checks.add(new ZmqCheck(publisher)));
    }

    /** A topic that is not there is an index of nothing; one that may not be seen is no index. */
    private Callable<Optional<ChainIndex>> index(Optional<Cluster> cluster) {
        String topic = settings.kafka().topic();
        return () -> {
            if (cluster.isEmpty() || !cluster.get().has(Topics.chain(topic))) {
                return Optional.empty();
            }
            return Optional.of(KnownSystems.index(cluster.get().clients(), topic));
        };
    }

    private void addKafka(Cluster cluster, List<Check> checks) {
        Settings.Kafka kafka = settings.kafka();
        checks.add(new BrokersCheck(cluster));
        checks.add(new TopicsCheck(
                cluster, new Topics(cluster.clients(), kafka.topic(), kafka.partitions(), kafka.replicationFactor())));
        checks.add(new RightsCheck(cluster, NeededRight.together(rights(kafka.topic()))));
    }

    private Collection<NeededRight> rights(String topic) {
        List<NeededRight> rights = new ArrayList<>(NeededRight.ofAll(topic));
        if (settings.does(Role.INGEST)) {
            rights.addAll(NeededRight.ofIngest(topic, settings.kafka().partitions()));
        }
        if (settings.does(Role.ARCHIVE)) {
            rights.addAll(NeededRight.ofArchive(topic));
        }
        if (settings.does(Role.COMPACT)) {
            rights.addAll(NeededRight.ofCompact(topic));
        }
        if (!settings.sinks().isEmpty()) {
            // electrum reads no blocks
            List<String> readers = settings.sinks().stream()
                    .filter(name -> !name.equals(ELECTRUM))
                    .toList();
            rights.addAll(NeededRight.ofSinks(topic, readers));
        }
        if (settings.watchesAddresses()) {
            rights.add(NeededRight.ofWallet(settings.all().getProperty("kafka.topics.wallet-activity")));
        }
        return rights;
    }

    private Check sink(String name) {
        Properties all = settings.all();
        if (name.equals(ELECTRUM)) {
            String server = "tcp://" + all.getProperty("electrum.host") + ":" + all.getProperty("electrum.port");
            return new SinkCheck(ELECTRUM, server, "electrum.host");
        }
        String setting = "sinks." + name + (all.containsKey("sinks." + name + ".url") ? ".url" : ".endpoint");
        String url = all.getProperty(setting, "");
        if (url.isEmpty() && name.equals("s3")) {
            url = S3Clients.ofAws(all.getProperty("sinks.s3.region"));
        }
        return new SinkCheck(name, url, setting);
    }

    private Check registry(URI url) {
        Settings.Registry registry = settings.registry();
        SchemaRegistry schemas = new SchemaRegistry(url.toString(), registry.user(), registry.password());
        return new RegistryCheck(schemas, settings.kafka().subject());
    }

    private void addFolders(HdfsComponent hdfs, List<Check> checks) {
        String root = settings.archive().root();
        if (settings.does(Role.ARCHIVE)) {
            String directory = settings.archive().directory();
            checks.add(new FolderCheck("Archive", root + directory, hdfs, directory, "archive.directory"));
        }
        if (settings.does(Role.COMPACT)) {
            String directory = settings.compact().directory();
            checks.add(new FolderCheck("Tables", root + directory, hdfs, directory, "compact.directory"));
        }
    }

    private static HttpComponent http() {
        HttpComponent http = IngestPart.http();
        http.setConnectTimeout(CONNECT_MILLIS);
        http.setResponseTimeout(RESPONSE_MILLIS);
        return http;
    }
}
