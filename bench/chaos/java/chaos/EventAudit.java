package chaos;

import chaos.Finding.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares the events of reorgs with the branches that the node has had, and with the blocks that are stale in the end. */
final class EventAudit {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Truth truth;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> timesOut = new TreeMap<>();
    private Mined cameFirst;

    private EventAudit(Truth truth) {
        this.truth = truth;
    }

    /**
     * @param events in their order
     * @param stale hashes of published blocks that are no longer in the node's chain
     */
    static List<Finding> of(List<ConsumerRecord<String, byte[]>> events, Set<String> stale, Truth truth)
            throws IOException {
        EventAudit audit = new EventAudit(truth);
        for (ConsumerRecord<String, byte[]> event : events) {
            audit.check(event.key(), JSON.readTree(event.value()), event.offset());
        }
        audit.checkStale(stale);
        return audit.findings;
    }

    private void check(String key, JsonNode event, long offset) {
        try {
            String fault = fault(key, event);
            if (!fault.isEmpty()) {
                report(Kind.WRONG, "event %d of a reorg: %s: %s".formatted(offset, fault, event));
            }
        } catch (RuntimeException e) {
            report(Kind.WRONG, "event %d of a reorg: %s: %s".formatted(offset, e, event));
        }
    }

    /** What an event has wrong; empty for nothing. */
    private String fault(String key, JsonNode event) {
        List<Mined> out = branch(event.required("hashes_out"));
        List<Mined> in = branch(event.required("hashes_in"));
        out.forEach(block -> timesOut.merge(block.hash(), 1, Integer::sum));
        Mined before = cameFirst;
        cameFirst = in.get(0);
        Mined fork = out.get(0).parent();
        if (in.get(0).parent() != fork || in.get(0) == out.get(0)) {
            return "the two branches do not part where they begin";
        }
        if (event.required("fork_height").intValue() != fork.height() || !key.equals(String.valueOf(fork.height()))) {
            return "the fork is at " + fork.height();
        }
        if (!isTip("old", event, out)) {
            return "the old tip is not the last block that goes";
        }
        if (!isTip("new", event, in)) {
            return "the new tip is not the last block that comes";
        }
        if (!truth.tips().contains(in.get(in.size() - 1).hash())) {
            return "the node never had the new tip";
        }
        if (before != null && !isBelow(before, out.get(out.size() - 1))) {
            return "what goes does not stand on what came with the event before";
        }
        return "";
    }

    /** Blocks of which each is the parent of the next. */
    private List<Mined> branch(JsonNode hashes) {
        List<Mined> branch = new ArrayList<>();
        for (JsonNode hash : hashes) {
            Mined block = truth.known().get(hash.textValue());
            boolean joins = block != null && (branch.isEmpty() || block.parent() == branch.get(branch.size() - 1));
            if (!joins) {
                throw new IllegalArgumentException("no branch of the node goes on with " + hash);
            }
            branch.add(block);
        }
        return branch;
    }

    private static boolean isTip(String which, JsonNode event, List<Mined> branch) {
        Mined last = branch.get(branch.size() - 1);
        return event.required(which + "_tip_hash").textValue().equals(last.hash())
                && event.required(which + "_tip_height").intValue() == last.height();
    }

    private static boolean isBelow(Mined lower, Mined higher) {
        Mined block = higher;
        while (block != null && block.height() > lower.height()) {
            block = block.parent();
        }
        return block == lower;
    }

    /** Each published block that is stale now has gone once. */
    private void checkStale(Set<String> stale) {
        timesOut.forEach((hash, times) -> {
            if (times > 1) {
                report(Kind.DOUBLED, "block %s goes in %d events of a reorg".formatted(truth.name(hash), times));
            }
            if (!stale.contains(hash)) {
                report(
                        Kind.WRONG,
                        "block %s goes in an event of a reorg, and was not published or is canonical"
                                .formatted(truth.name(hash)));
            }
        });
        for (String hash : stale) {
            if (!timesOut.containsKey(hash)) {
                report(Kind.MISSING, "stale block %s is in no event of a reorg".formatted(truth.name(hash)));
            }
        }
    }

    private void report(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }
}
