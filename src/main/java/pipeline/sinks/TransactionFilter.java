package pipeline.sinks;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The bean {@code transactionFilter}: predicates for filters in routes. */
public final class TransactionFilter {

    /**
     * Whether an output pays to one of these addresses, or an input spends from one, as far as the spent outputs are known.
     *
     * @param addresses comma-separated, as Bitcoin Core writes them
     */
    public boolean hasAddress(BlockTransaction transaction, String addresses) {
        return addresses(transaction).anyMatch(oneOf(addresses));
    }

    /** Whether an output pays to one of these addresses, comma-separated. */
    public boolean pays(BlockTransaction transaction, String addresses) {
        return transaction.outputs().stream()
                .map(output -> output.getAddress())
                .filter(Objects::nonNull)
                .anyMatch(oneOf(addresses));
    }

    /** Whether an output or a known spent output has one of these script types, comma-separated Bitcoin Core's names. */
    public boolean hasType(BlockTransaction transaction, String types) {
        return Stream.concat(
                        transaction.outputs().stream().map(output -> output.getType()),
                        transaction.inputs().stream().map(input -> input.getType()))
                .filter(Objects::nonNull)
                .anyMatch(oneOf(types));
    }

    private static Stream<String> addresses(BlockTransaction transaction) {
        return Stream.concat(
                        transaction.outputs().stream().map(output -> output.getAddress()),
                        transaction.inputs().stream().map(input -> input.getAddress()))
                .filter(Objects::nonNull);
    }

    private static Predicate<String> oneOf(String given) {
        List<String> wanted = Arrays.stream(given.split(",")).map(String::strip).toList();
        return wanted::contains;
    }
}
