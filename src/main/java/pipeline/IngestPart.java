package pipeline;

import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.apache.camel.component.http.HttpComponent;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.NodeSurvey;
import pipeline.chain.AskedHeights;
import pipeline.chain.ChainIdentity;
import pipeline.chain.ChainIndex;
import pipeline.chain.DeadLetters;
import pipeline.chain.FetchAhead;
import pipeline.chain.Heights;
import pipeline.chain.KafkaClients;
import pipeline.chain.Leadership;
import pipeline.chain.LedHeights;
import pipeline.chain.PrunedHeights;
import pipeline.chain.RangeRecords;
import pipeline.chain.RecordSize;
import pipeline.chain.ReplacedRecords;
import pipeline.chain.SharedRanges;
import pipeline.chain.TakenRanges;
import pipeline.chain.Topics;
import pipeline.zmq.ZmqComponent;
import routes.AskAnyNodeRoute;
import routes.AskNodeRoute;
import routes.CallNodeRoute;
import routes.CopyBlockRoute;
import routes.CopyHeightsRoute;
import routes.CopyRangeRoute;
import routes.FetchBlockRoute;
import routes.FetchBlocksRoute;
import routes.HearNodeRoute;
import routes.IterateHeightsRoute;
import routes.LeadIngestRoute;
import routes.PollHeightsRoute;

/** Node to Kafka. */
record IngestPart(
        Settings settings,
        List<URI> nodeUrls,
        KafkaClients clients,
        ChainIndex chainIndex,
        DeadLetters deadLetters,
        Topics topics,
        Leadership leadership) {

    /** Network name in the chain index of the chain in the jar, so that it is never mixed with a user's regtest. */
    static final String SAMPLE = "sample";

    private static final long CONNECT_MILLIS = 5_000;

    /** A busy node may take long over a large block; {@code camel.component.http.response-timeout} says otherwise. */
    private static final long RESPONSE_MILLIS = 60_000;

    /**
     * @param published the heights asked for as the chain index tells of them
     * @return the heights that this part is to copy
     */
    AskedHeights addTo(Wiring wiring, AskedHeights published) {
        String topic = settings.kafka().topic();
        NodeCalls calls = new NodeCalls(wiring.camel().createProducerTemplate());
        List<NodeServer> nodes = nodeUrls.stream()
                .map(url -> new NodeServer(url, settings.node().credentials()))
                .toList();
        NodeSurvey survey = new NodeSurvey(nodes, settings.node().prevouts(), calls);
        Supplier<String> network =
                () -> settings.node().isEmbedded() ? SAMPLE : survey.network().chain();
        ChainIdentity identity = new ChainIdentity(calls, chainIndex, topic, network);
        Heights heights = new Heights(settings.heights(), calls, chainIndex, deadLetters, identity);

        wiring.add("zmq", new ZmqComponent());
        wiring.bind("nodeSurvey", survey);
        wiring.bind("chainIdentity", identity);
        wiring.bind("prunedHeights", new PrunedHeights(heights, deadLetters, survey));
        wiring.bind("heights", heights);
        wiring.bind("fetchAhead", new FetchAhead(calls::block, settings.fetchParallelism(), fetchThreads(wiring)));
        wiring.bind("rangeFetchAhead", new FetchAhead(calls::block, settings.fetchParallelism(), fetchThreads(wiring)));
        wiring.bind("sharedRanges", new SharedRanges(heights, calls, survey, clients, topic));
        wiring.bind("takenRanges", new TakenRanges(calls, survey, chainIndex, deadLetters));
        wiring.bind("leadership", leadership);
        wiring.bind("rangeRecords", new RangeRecords(network, topic));
        wiring.bind("replacedRecords", new ReplacedRecords(chainIndex, deadLetters, topic));
        wiring.bind("recordSize", new RecordSize(topics, topic));
        addRoutes(wiring, nodes, survey);
        wiring.startWith("nodeSurvey", "take");
        wiring.startWith("chainIdentity", "check");
        wiring.startWith("prunedHeights", "check");
        for (int number = 0; number < publishers().size(); number++) {
            wiring.startRoute(HearNodeRoute.id(number));
        }
        wiring.startRoute("lead-ingest");
        wiring.startRoute("take-ranges");
        // only the node knows the heights of a time
        boolean byTime = settings.heights().toTime().isPresent()
                || settings.heights().fromTime().isPresent();
        return byTime ? heights : new LedHeights(heights, published, leadership);
    }

    private ExecutorService fetchThreads(Wiring wiring) {
        return wiring.camel()
                .getExecutorServiceManager()
                .newFixedThreadPool(this, "fetch-blocks", settings.fetchParallelism());
    }

    private void addRoutes(Wiring wiring, List<NodeServer> nodes, NodeSurvey survey) {
        for (int number = 0; number < nodes.size(); number++) {
            wiring.add(new CallNodeRoute(nodes.get(number), number));
        }
        wiring.add(new AskNodeRoute(nodes.size()));
        wiring.add(new AskAnyNodeRoute(nodes.size()));
        wiring.add(new LeadIngestRoute());
        wiring.add(new PollHeightsRoute());
        for (int number = 0; number < publishers().size(); number++) {
            wiring.add(new HearNodeRoute(publishers().get(number), number));
        }
        wiring.add(new IterateHeightsRoute());
        wiring.add(new CopyHeightsRoute());
        wiring.add(new CopyRangeRoute());
        wiring.add(new CopyBlockRoute());
        wiring.add(new FetchBlocksRoute());
        wiring.add(new FetchBlockRoute(survey));
        wiring.addYaml("encode-block", "make-records", "publish-blocks", "publish-range", "take-ranges");
    }

    private List<String> publishers() {
        return settings.node().publishers();
    }

    /** Apache's client calls a busy node (503) a second time by itself, whatever the routes say of waits. */
    static HttpComponent http() {
        HttpComponent http = new HttpComponent();
        http.setAutomaticRetriesDisabled(true);
        http.setConnectTimeout(CONNECT_MILLIS);
        http.setResponseTimeout(RESPONSE_MILLIS);
        return http;
    }
}
