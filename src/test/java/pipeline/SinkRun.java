package pipeline;

import static pipeline.Patience.PATIENCE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** A broker, a node with the sample chain and its fork, and pipelines between them that feed a sink. */
final class SinkRun implements AutoCloseable {

    private final Path folder;
    private final EmbeddedBroker broker;
    private final SampleNode node;
    private final List<RawBlock> branch;
    private final String[] settings;

    /** @param settings of the sink */
    SinkRun(Path folder, String... settings) throws IOException {
        this.folder = folder;
        this.settings = settings;
        broker = EmbeddedBroker.open(folder.resolve("kafka"));
        try (InputStream csv = SinkRun.class.getResourceAsStream("/chain/fork.csv")) {
            branch = SampleChain.readBlocks(csv);
        }
        Map<String, byte[]> spent = new HashMap<>(SampleChain.spentOutputs());
        // one transaction, the coinbase, that spends nothing
        branch.forEach(block -> spent.put(block.hash(), new byte[] {1, 0}));
        node = SampleNode.start(SampleChain.blocks(), spent);
    }

    String brokers() {
        return broker.brokers();
    }

    /** The node goes over to the fork, whose blocks replace 181 to 183 and go on to 185. */
    void reorganize() {
        node.switchTo(branch);
    }

    /** Copies heights up to the last one into topic and sink, and ends. */
    void to(String topic, int last, String... more) throws Exception {
        try (RunningPipeline pipeline = start(topic, with("--heights.to=" + last, more))) {
            int status = pipeline.awaitStatus();
            if (status != 0) {
                throw new AssertionError(
                        "Status " + status + "\n" + pipeline.log().text());
            }
        }
    }

    /** A pipeline that runs on. */
    RunningPipeline start(String topic, String... more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("--pipeline.roles=ingest,sinks");
        all.addAll(List.of(more));
        return RunningPipeline.start(
                node.url(), broker.brokers(), topic, folder.resolve(topic), all.toArray(String[]::new));
    }

    /** Waits until a sink has dealt with every record of the topic. */
    void awaitDone(String topic, String sink) {
        GroupProgress progress =
                new GroupProgress(new KafkaClients(broker.brokers(), Map.of()), topic, topic + ".sinks." + sink);
        Awaitility.await(sink).atMost(PATIENCE).until(() -> progress.hasReached(progress.end()));
    }

    private static String[] with(String first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Override
    public void close() {
        node.close();
        broker.close();
    }
}
