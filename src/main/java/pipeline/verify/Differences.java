package pipeline.verify;

import bitcoin.chain.Input;
import bitcoin.chain.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** In which fields a record differs from the one that its block's bytes give, each by its path in the JSON. */
final class Differences {

    /** What the bytes of a block do not tell: {@link Spending} and {@link PrevoutLedger} look at it. */
    private static final boolean[] OF_INPUT = marks(Input.getClassSchema(), Set.of("value", "type", "address"));

    private static final boolean[] OF_TRANSACTION = marks(Transaction.getClassSchema(), Set.of("input_value", "fee"));
    private static final boolean[] OF_OTHERS = new boolean[Long.SIZE];

    private final List<String> told = new ArrayList<>();
    private final int most;
    private int count;

    private Differences(int most) {
        this.most = most;
    }

    /**
     * @param expected what the bytes give
     * @param most how many to tell; of others only the number
     */
    static List<String> between(IndexedRecord expected, IndexedRecord found, int most) {
        // nearly always all is the same, and then no path need be built
        if (same(expected, found)) {
            return List.of();
        }
        Differences differences = new Differences(most);
        differences.compare("", expected, found);
        if (differences.count > most) {
            differences.told.add("and " + (differences.count - most) + " fields more");
        }
        return differences.told;
    }

    private static boolean same(Object expected, Object found) {
        if (expected instanceof IndexedRecord record) {
            return sameFields(record, (IndexedRecord) found);
        }
        if (expected instanceof List<?> list) {
            return sameItems(list, (List<?>) found);
        }
        return Objects.equals(expected, found);
    }

    private static boolean sameFields(IndexedRecord expected, IndexedRecord found) {
        boolean[] untold = untold(expected);
        int fields = expected.getSchema().getFields().size();
        for (int field = 0; field < fields; field++) {
            if (!untold[field] && !same(expected.get(field), found.get(field))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameItems(List<?> expected, List<?> found) {
        if (expected.size() != found.size()) {
            return false;
        }
        for (int item = 0; item < expected.size(); item++) {
            if (!same(expected.get(item), found.get(item))) {
                return false;
            }
        }
        return true;
    }

    private void compare(String path, Object expected, Object found) {
        if (same(expected, found)) {
            return;
        }
        if (expected instanceof IndexedRecord record) {
            boolean[] untold = untold(record);
            for (Schema.Field field : record.getSchema().getFields()) {
                if (!untold[field.pos()]) {
                    String name = path.isEmpty() ? field.name() : path + "/" + field.name();
                    compare(name, record.get(field.pos()), ((IndexedRecord) found).get(field.pos()));
                }
            }
            return;
        }
        if (expected instanceof List<?> list && list.size() == ((List<?>) found).size()) {
            for (int item = 0; item < list.size(); item++) {
                compare(path + "/" + item, list.get(item), ((List<?>) found).get(item));
            }
            return;
        }
        count++;
        if (count <= most) {
            told.add(path + ": expected " + Shown.of(expected) + ", found " + Shown.of(found));
        }
    }

    private static boolean[] untold(IndexedRecord record) {
        if (record instanceof Input) {
            return OF_INPUT;
        }
        return record instanceof Transaction ? OF_TRANSACTION : OF_OTHERS;
    }

    private static boolean[] marks(Schema schema, Set<String> names) {
        boolean[] marks = new boolean[schema.getFields().size()];
        names.forEach(name -> marks[schema.getField(name).pos()] = true);
        return marks;
    }
}
