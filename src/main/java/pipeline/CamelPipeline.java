package pipeline;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.main.Main;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;
import org.apache.camel.util.ObjectHelper;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Help.Ansi;
import pipeline.chain.ChainIndex;
import pipeline.chain.KafkaClients;
import pipeline.check.Row;
import pipeline.console.Console;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleNode;
import pipeline.tables.DayRange;

/** What a user runs: {@code java -jar camel-pipeline.jar [command] [--setting=value …]}; without a command, the pipeline. */
public final class CamelPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(CamelPipeline.class);
    private static final Path BROKER_FOLDER = Path.of("data", "kafka");

    private CamelPipeline() {}

    public static void main(String[] arguments) {
        System.exit(run(new Main(), List.of(arguments), System.getenv()));
    }

    /**
     * Runs a command to its end, or the pipeline until a range with an end is done or the process is told to stop.
     *
     * @param main not yet started; completing it ends the run
     * @return the exit status
     */
    static int run(Main main, List<String> arguments, Map<String, String> environment) {
        return Commands.of(main, environment).execute(arguments.toArray(String[]::new));
    }

    static int verify(Settings settings, boolean repair, boolean fromManifest) {
        try (KnownSystems systems = knownSystems(settings)) {
            return new VerifyCommand(settings, repair, fromManifest, systems, System.out).run();
        } catch (Exception e) {
            System.err.println("Cannot verify " + settings.archive().root()
                    + settings.archive().directory() + " (hdfs.url, archive.directory): " + rootMessage(e));
            LOG.debug("The same with its stack trace", e);
            return ProcessEnd.REFUSED;
        }
    }

    /** Who can be asked of an archive: an embedded server only where its data tell that it has to do with it. */
    private static KnownSystems knownSystems(Settings settings) {
        List<Runnable> closing = new ArrayList<>();
        Optional<ChainIndex> index = Optional.empty();
        if (!settings.kafka().isEmbedded() || Files.isDirectory(BROKER_FOLDER)) {
            String brokers = brokers(settings, closing);
            index = Optional.of(index(settings, brokers, closing));
        }
        List<URI> nodes = settings.node().urls();
        boolean isSample = index.flatMap(ChainIndex::network)
                .filter(IngestPart.SAMPLE::equals)
                .isPresent();
        if (settings.node().isEmbedded() && isSample) {
            SampleNode node = SampleNode.start();
            closing.add(node::close);
            nodes = List.of(URI.create(node.url()));
        }
        return new KnownSystems(index, nodes, closing);
    }

    private static ChainIndex index(Settings settings, String brokers, List<Runnable> closing) {
        try {
            return KnownSystems.index(
                    new KafkaClients(brokers, settings.kafka().client()),
                    settings.kafka().topic());
        } catch (KafkaException e) {
            closing.forEach(Runnable::run);
            throw e;
        }
    }

    static int replay(Settings settings) throws InterruptedException {
        List<Runnable> closing = new ArrayList<>();
        String brokers = brokers(settings, closing);
        String topic = settings.kafka().topic();
        try {
            KafkaClients clients = new KafkaClients(brokers, settings.kafka().client());
            return new ReplayCommand(clients, topic, System.out).run();
        } catch (KafkaException e) {
            System.err.println("Cannot replay the dead letters of topic " + topic + " (kafka.topics.raw-blocks) at "
                    + brokers + " (kafka.brokers): " + rootMessage(e));
            return ProcessEnd.REFUSED;
        } finally {
            closing.forEach(Runnable::run);
        }
    }

    static int check(Settings settings, String origins, PrintWriter out, Ansi ansi) throws Exception {
        List<Runnable> closing = new ArrayList<>();
        List<Row> known = new ArrayList<>(List.of(Row.ok("Settings", origins)));
        try (QuietLog quiet = new QuietLog()) {
            Optional<String> brokers = brokersToCheck(settings, known, closing);
            List<URI> nodes = settings.does(Role.INGEST) ? nodes(settings, closing) : List.of();
            return new CheckCommand(settings, known, brokers, nodes).run(out, ansi);
        } finally {
            closing.forEach(Runnable::run);
        }
    }

    /** The embedded broker only where it has data: the first start makes what is not there yet. */
    private static Optional<String> brokersToCheck(Settings settings, List<Row> known, List<Runnable> closing) {
        if (!settings.kafka().isEmbedded()) {
            return Optional.of(settings.kafka().brokers());
        }
        if (!Files.isDirectory(BROKER_FOLDER)) {
            known.add(Row.ok(
                    "Kafka embedded", "no data yet in " + BROKER_FOLDER.toAbsolutePath() + ", nothing to look at"));
            return Optional.empty();
        }
        try {
            return Optional.of(brokers(settings, closing));
        } catch (RuntimeException e) {
            known.add(Row.fail(
                    "Kafka embedded",
                    rootMessage(e),
                    "Correct the folder " + BROKER_FOLDER.toAbsolutePath() + ", or set kafka.brokers"));
            return Optional.empty();
        }
    }

    static int compact(Settings settings, DayRange days) throws Exception {
        List<Runnable> closing = new ArrayList<>();
        String brokers = brokers(settings, closing);
        try {
            return new CompactCommand(settings, days, System.out)
                    .run(new KafkaClients(brokers, settings.kafka().client()));
        } catch (KafkaException e) {
            System.err.println(
                    "Cannot read the chain index of topic " + settings.kafka().topic()
                            + " (kafka.topics.raw-blocks) at " + brokers + " (kafka.brokers): " + rootMessage(e));
            return ProcessEnd.REFUSED;
        } finally {
            closing.forEach(Runnable::run);
        }
    }

    static int run(Main main, Settings settings) throws Exception {
        // the settings are resolved already: Camel is to look nowhere else
        main.setPropertyPlaceholderLocations("false");
        main.setOverrideProperties(settings.all());
        if (settings.console().isPresent()) {
            requireFreePort(settings.console().get());
        }
        Logs.openFiles(settings.logging(), settings.roles());
        ProcessEnd end = new ProcessEnd(main);
        Servers servers = servers(settings);
        tellWhereThingsAre(settings, servers);
        main.addMainListener(new Assembly(settings, servers, end));
        try {
            main.run();
        } catch (Exception e) {
            LOG.error("Cannot start: {}{}", route(main, e), rootMessage(e));
            LOG.debug("The same with its stack trace", e);
            servers.closing().forEach(Runnable::run);
            return ProcessEnd.REFUSED;
        }
        return end.status();
    }

    /** Which route cannot be made, and where it is from; where a file cannot be read, the reason itself tells it. */
    private static String route(Main main, Exception fault) {
        FailedToCreateRouteException route = ObjectHelper.getException(FailedToCreateRouteException.class, fault);
        if (route == null) {
            return "";
        }
        Resource from = main.getCamelContext()
                .getCamelContextExtension()
                .getContextPlugin(Model.class)
                .getRouteDefinition(route.getRouteId())
                .getResource();
        return "Route " + route.getRouteId() + " (" + from.getLocation() + "): ";
    }

    private static void requireFreePort(Console console) throws SettingsException {
        try {
            console.requireFreePort();
        } catch (IOException e) {
            throw new SettingsException(List.of(e.getMessage()));
        }
    }

    static String rootMessage(Throwable fault) {
        return fault.getCause() == null ? String.valueOf(fault.getMessage()) : rootMessage(fault.getCause());
    }

    private static Servers servers(Settings settings) throws IOException {
        List<Runnable> closing = new ArrayList<>();
        List<URI> nodes = settings.does(Role.INGEST)
                ? nodes(settings, closing)
                : settings.node().urls();
        return new Servers(nodes, brokers(settings, closing), closing);
    }

    private static List<URI> nodes(Settings settings, List<Runnable> closing) {
        if (!settings.node().isEmbedded()) {
            return settings.node().urls();
        }
        SampleNode node = SampleNode.start();
        closing.add(node::close);
        return List.of(URI.create(node.url()));
    }

    private static String brokers(Settings settings, List<Runnable> closing) {
        if (!settings.kafka().isEmbedded()) {
            return settings.kafka().brokers();
        }
        EmbeddedBroker broker = EmbeddedBroker.open(BROKER_FOLDER);
        closing.add(broker::close);
        return broker.brokers();
    }

    private static void tellWhereThingsAre(Settings settings, Servers servers) {
        if (settings.does(Role.INGEST)) {
            LOG.info(
                    "Node     {} (bitcoin.rpc.url)",
                    settings.node().isEmbedded() ? "embedded: the sample chain" : servers.nodes());
        }
        LOG.info(
                "Kafka    {}{} (kafka.brokers)",
                servers.brokers(),
                settings.kafka().isEmbedded() ? ", embedded, data in " + BROKER_FOLDER.toAbsolutePath() : "");
        LOG.info(
                "Registry {} (schema-registry.url)",
                settings.registry().url().map(URI::toString).orElse("none: each record has its schema's fingerprint"));
        if (settings.does(Role.ARCHIVE)) {
            LOG.info(
                    "Archive  {}{} (hdfs.url, archive.directory)",
                    settings.archive().root(),
                    settings.archive().directory());
        }
        if (settings.does(Role.COMPACT)) {
            LOG.info(
                    "Tables   {}{} (hdfs.url, compact.directory)",
                    settings.archive().root(),
                    settings.compact().directory());
        }
    }
}
