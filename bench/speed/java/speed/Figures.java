package speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Several measurements of one thing: their median, and how far they are apart. */
final class Figures {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** {@code 52.3 (49.8 to 55.0)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s (%s to %s)",
                text(median()),
                text(values.stream().min(Double::compare).orElseThrow()),
                text(values.stream().max(Double::compare).orElseThrow()));
    }

    /** Three digits that mean something. */
    static String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}
