package pipeline.verify;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** In which fields a record differs from the one that its block's bytes give, each by its path in the JSON. */
final class Differences {

    /** What the bytes of a block do not tell: {@link Spending} and {@link PrevoutLedger} look at it. */
    private static final int[] UNTOLD_OF_INPUT = fields(Input.getClassSchema(), "value", "type", "address");

    private static final int[] UNTOLD_OF_TRANSACTION = fields(Transaction.getClassSchema(), "input_value", "fee");

    private final List<String> told = new ArrayList<>();
    private final int most;
    private int count;

    private Differences(int most) {
        this.most = most;
    }

    /**
     * @param expected what the bytes give; takes over what they do not tell
     * @param most how many to tell; of others only the number
     */
    static List<String> between(Block expected, Block found, int most) {
        takeOver(expected, found);
        // nearly always all is the same, and then no path need be built
        if (Equal.blocks(expected, found)) {
            return List.of();
        }
        Differences differences = new Differences(most);
        differences.compare("", expected, found);
        if (differences.count > most) {
            differences.told.add("and " + (differences.count - most) + " fields more");
        }
        return differences.told;
    }

    /** Of what both have: a file that says nonsense can make bytes of fewer or more. */
    private static void takeOver(Block expected, Block found) {
        for (int index = 0;
                index
                        < Math.min(
                                expected.getTransactions().size(),
                                found.getTransactions().size());
                index++) {
            Transaction transaction = expected.getTransactions().get(index);
            Transaction other = found.getTransactions().get(index);
            copy(UNTOLD_OF_TRANSACTION, other, transaction);
            for (int input = 0;
                    input
                            < Math.min(
                                    transaction.getInputs().size(),
                                    other.getInputs().size());
                    input++) {
                copy(
                        UNTOLD_OF_INPUT,
                        other.getInputs().get(input),
                        transaction.getInputs().get(input));
            }
        }
    }

    private static void copy(int[] fields, IndexedRecord from, IndexedRecord to) {
        for (int field : fields) {
            to.put(field, from.get(field));
        }
    }

    private void compare(String path, Object expected, Object found) {
        if (expected instanceof IndexedRecord record) {
            for (Schema.Field field : record.getSchema().getFields()) {
                String name = path.isEmpty() ? field.name() : path + "/" + field.name();
                compare(name, record.get(field.pos()), ((IndexedRecord) found).get(field.pos()));
            }
            return;
        }
        if (expected instanceof List<?> list && list.size() == ((List<?>) found).size()) {
            for (int item = 0; item < list.size(); item++) {
                compare(path + "/" + item, list.get(item), ((List<?>) found).get(item));
            }
            return;
        }
        if (Objects.equals(expected, found)) {
            return;
        }
        count++;
        if (count <= most) {
            told.add(path + ": expected " + Shown.of(expected) + ", found " + Shown.of(found));
        }
    }

    private static int[] fields(Schema schema, String... names) {
        return Arrays.stream(names)
                .mapToInt(name -> schema.getField(name).pos())
                .toArray();
    }
}
