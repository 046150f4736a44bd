package pipeline.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.NodeCall;
import pipeline.bitcoin.NodeDetails;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.NodeService;
import pipeline.bitcoin.NodeSurvey.NodeCaller;
import pipeline.bitcoin.Prevouts;

/**
 * One node by itself: whether it answers, what it is and what it serves. What it has pruned matters only where every node has:
 * {@link ChainCheck}.
 *
 * @param name for a person
 * @param number by which the caller knows it
 * @param hasCredentials whether any are set
 */
public record NodeCheck(
        String name, NodeServer server, int number, NodeCaller caller, boolean hasCredentials, Prevouts prevouts)
        implements Check {

    private static final String GENERAL = "Look at the node's debug.log, then at bitcoin.rpc.url";

    @Override
    public String what() {
        return "Node " + name;
    }

    @Override
    public String advice() {
        return "Start the node, or correct bitcoin.rpc.url";
    }

    @Override
    public List<Row> look() throws BadBlockException {
        try {
            return List.of(found());
        } catch (NodeException e) {
            String advice = e.remedy().isEmpty() ? GENERAL : e.remedy();
            return List.of(Row.fail(what(), Checks.reason(e), advice));
        }
    }

    private Row found() throws NodeException, BadBlockException {
        Set<NodeService> services = EnumSet.noneOf(NodeService.class);
        for (NodeService service : NodeService.values()) {
            if (caller.call(number, dialect -> service.probe())) {
                services.add(service);
            }
        }
        server.serves(services);
        ChainInfo chain = caller.call(number, NodeDialect::chainInfo);
        boolean isOld = caller.call(number, NodeDetails.initialDownload());
        boolean isRest = services.contains(NodeService.REST);

        List<String> found = new ArrayList<>();
        Optional<String> version = version(isRest);
        found.add(version.orElse("its RPC asks for credentials that are not set"));
        found.add("network " + chain.chain());
        found.add("tip " + chain.height() + (isOld && !chain.isSyncing() ? ", an old block" : ""));
        found.add(isRest ? "asked by REST" : "asked by RPC");
        found.add("prevouts " + prevouts(services));
        found.add(chain.lowestHeight() == 0 ? "not pruned" : "pruned below " + chain.lowestHeight());
        if (version.isPresent()) {
            found.add("ZMQ " + announcements());
        }
        return judge(chain, isRest, String.join(", ", found));
    }

    private Row judge(ChainInfo chain, boolean isRest, String found) {
        if (chain.isSyncing()) {
            return Row.warn(
                    what(),
                    found + ", initial block download: " + (chain.headers() - chain.height()) + " blocks to go",
                    "Wait, or start the pipeline: it follows the node");
        }
        if (!isRest) {
            return Row.warn(what(), found, "Set rest=1 in the node's bitcoin.conf: blocks come many times faster");
        }
        return Row.ok(what(), found);
    }

    /** Empty where RPC is closed to who has no credentials, which REST does not ask for. */
    private Optional<String> version(boolean isRest) throws NodeException, BadBlockException {
        try {
            return Optional.of(call(NodeDetails.version()));
        } catch (NodeException e) {
            if (isRest && !hasCredentials) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Bitcoin Core that was built without ZMQ knows no such call. */
    private String announcements() throws BadBlockException {
        try {
            List<String> announcements = call(NodeDetails.announcements());
            return announcements.isEmpty() ? "announces nothing" : String.join("; ", announcements);
        } catch (NodeException e) {
            return "announces nothing";
        }
    }

    private <T> T call(NodeCall<T> call) throws NodeException, BadBlockException {
        return caller.call(number, dialect -> call);
    }

    private String prevouts(Set<NodeService> services) {
        if (prevouts == Prevouts.NONE) {
            return "not wanted";
        }
        if (services.contains(NodeService.SPENT_OUTPUTS)) {
            return "served cheaply";
        }
        return prevouts == Prevouts.REQUIRED ? "at ten times the cost" : "not served cheaply, so off";
    }
}
