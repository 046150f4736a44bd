package pipeline;

import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowingConsumer;
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
    private final Map<String, RawBlock> blocks = new HashMap<>();
    private final String[] settings;

    /** @param settings of the sink */
    SinkRun(Path folder, String... settings) throws IOException {
        this.folder = folder;
        this.settings = settings;
        broker = EmbeddedBroker.open(folder.resolve("kafka"));
        Map<String, byte[]> spent = new HashMap<>(SampleChain.spentOutputs());
        try (InputStream csv = SinkRun.class.getResourceAsStream("/chain/fork.csv")) {
            for (RawBlock block : SampleChain.readBlocks(csv)) {
                blocks.put(block.hash(), block);
                // one transaction, the coinbase, that spends nothing
                spent.put(block.hash(), new byte[] {1, 0});
            }
        }
        SampleChain.blocks().forEach(block -> blocks.put(block.hash(), block));
        node = SampleNode.start(SampleChain.blocks(), spent);
    }

    String brokers() {
        return broker.brokers();
    }

    /** The node goes over to a chain, as {@link CoreChain} has it, which may be a shorter one. */
    void switchTo(List<JsonNode> chain) {
        node.switchTo(
                chain.stream().map(block -> blocks.get(CoreChain.hash(block))).toList());
    }

    /**
     * Runs on through reorgs, after each of which the sink has to come to say what Core says.
     *
     * @param sink its topic has the same name
     */
    void throughReorgs(String sink, ThrowingConsumer<List<JsonNode>> saysWhatCoreSays) throws Throwable {
        List<JsonNode> fork = CoreChain.fork();
        try (RunningPipeline pipeline = start(sink)) {
            // 182 and 183 are gone; others take their place; 184 and 185 are gone, and stale blocks home; the same come
            // again
            for (List<JsonNode> chain : List.of(fork.subList(0, 182), fork, CoreChain.sample(), fork)) {
                switchTo(chain);
                Awaitility.await(sink + " of " + chain.size() + " heights")
                        .atMost(PATIENCE)
                        // what is listed may be gone when it is asked for
                        .ignoreExceptions()
                        .untilAsserted(() -> saysWhatCoreSays.acceptThrows(chain));
            }
            awaitDone(sink, sink);
        }
        saysWhatCoreSays.acceptThrows(fork);
    }

    /** The node gets a block on top of its chain. */
    void add(RawBlock block) {
        node.switchTo(List.of(block));
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
