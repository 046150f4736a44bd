package pipeline.check;

import java.time.Duration;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.NodeService;
import pipeline.bitcoin.NodeSurvey;
import pipeline.bitcoin.NodeSurvey.NodeCaller;
import pipeline.chain.ChainIdentity;
import pipeline.chain.ChainIndex;
import pipeline.chain.HeightRange;
import pipeline.chain.RefusedException;

/**
 * All nodes together, against the heights asked for and what is published: one network, one chain, and blocks that some node
 * still has.
 *
 * @param index read; empty where nothing is published yet, a {@link KafkaException} where that cannot be told
 * @param topic of the blocks
 * @param network the nodes' by the name that the chain index keeps; asked after the survey
 */
public record ChainCheck(
        Node node,
        NodeCaller caller,
        List<NodeServer> servers,
        NodeSurvey survey,
        Callable<Optional<ChainIndex>> index,
        HeightRange heights,
        String topic,
        Supplier<String> network)
        implements Check {

    @Override
    public String what() {
        return "Chain";
    }

    @Override
    public String advice() {
        return "Look at the rows of the nodes and of Kafka";
    }

    /** The index of a million blocks takes its time; one that does not answer fails by its clients' own limits. */
    @Override
    public Duration limit() {
        return Duration.ofSeconds(60);
    }

    @Override
    public List<Row> look() throws Exception {
        try {
            for (int number = 0; number < servers.size(); number++) {
                requireAnswer(number);
            }
        } catch (NodeException e) {
            return List.of(Row.warn(
                    what(), "not looked at: a node does not answer", "Look at the rows of the nodes; all must answer"));
        }
        return List.of(compared());
    }

    /** RPC may be closed to us where REST is open. */
    private void requireAnswer(int number) throws NodeException, BadBlockException {
        boolean hasRest = caller.call(number, dialect -> NodeService.REST.probe());
        servers.get(number).serves(hasRest ? EnumSet.of(NodeService.REST) : EnumSet.noneOf(NodeService.class));
        caller.call(number, NodeDialect::chainInfo);
    }

    private Row compared() throws Exception {
        try {
            survey.take();
        } catch (NodeException e) {
            return Row.fail(what(), Checks.reason(e), "Set bitcoin.rpc.url to nodes of one network");
        }
        String found = "network " + network.get() + ", prevouts " + (survey.withPrevouts() ? "on" : "off");
        try {
            Optional<ChainIndex> published = index.call();
            try {
                return published.isPresent() ? against(published.get(), found) : pruned(new BitSet(), found);
            } finally {
                published.ifPresent(ChainIndex::close);
            }
        } catch (KafkaException e) {
            return Row.warn(
                    what(),
                    found + "; not compared with what is published",
                    "Look at the rows of Kafka and its topics");
        }
    }

    private Row against(ChainIndex published, String found) throws BadBlockException {
        try {
            new ChainIdentity(node, published, topic, network).check();
        } catch (NodeException e) {
            return Row.warn(
                    what(), Checks.reason(e), "Wait until the node has caught up: nothing is written until then");
        } catch (RefusedException e) {
            return Row.fail(
                    what(),
                    Checks.reason(e),
                    "Set kafka.topics.raw-blocks and archive.directory to a topic and a folder of their own, or"
                            + " bitcoin.rpc.url to a node of that network");
        }
        BitSet heights = published.heights();
        String told = heights.isEmpty()
                ? "nothing is published yet"
                : "the chain of topic " + topic + ", " + heights.cardinality() + " heights from "
                        + heights.nextSetBit(0) + " to " + (heights.length() - 1);
        return pruned(heights, found + ", " + told);
    }

    /** What is published need not be fetched. The heights of a time only the pipeline looks for, when it starts. */
    private Row pruned(BitSet published, String found) {
        int first = published.nextClearBit((int) heights.from());
        boolean isLeft = first <= heights.to().orElse(Long.MAX_VALUE);
        if (heights.fromTime().isEmpty() && isLeft && first < survey.lowestHeight()) {
            return Row.fail(
                    what(),
                    "height " + first + " is asked for, and every node is pruned below " + survey.lowestHeight(),
                    "Set heights.from to " + survey.lowestHeight()
                            + ", or bitcoin.rpc.url to a node that is not pruned");
        }
        return Row.ok(what(), found);
    }
}
