package chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What has happened so far, beside what happened to processes. */
final class Tally {

    private final Map<String, Integer> faults = new TreeMap<>();
    private final List<Plan.Reorg> reorgs = new ArrayList<>();

    void count(String fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    void reorg(Plan.Reorg reorg) {
        reorgs.add(reorg);
    }

    /** How often each kind of fault, by its label. */
    Map<String, Integer> byKind() {
        return faults;
    }

    int faults() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    List<Plan.Reorg> reorgs() {
        return reorgs;
    }
}
