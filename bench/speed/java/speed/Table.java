package speed;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was measured, a line a stage. */
final class Table {

    private static final String FORMAT = "%-46s %-26s %9s %9s %9s %9s  %s%n";

    /** A stage, and what is asked of it. */
    enum Stage {
        INGEST("ingest: node to Kafka, 1.17 MB", "blocks/s", 50),
        START("ingest: process start to first block", "s", 4),
        PREVOUTS("ingest with prevouts, 1.17 MB", "blocks/s", 0),
        ARCHIVE("archive: Kafka to HDFS, 1.17 MB", "files/s", 12),
        BOTH("all in one process, sample settings, 1.17 MB", "blocks/s", 10),
        SMALL_INGEST("ingest, 300 bytes", "blocks/s", 1500),
        SMALL_ARCHIVE("archive, 300 bytes", "files/s", 400),
        LARGEST_INGEST("ingest, 4 MB", "blocks/s", 0),
        LARGEST_ARCHIVE("archive, 4 MB", "files/s", 0);

        private final String text;
        private final String unit;
        private final double asked;

        Stage(String text, String unit, double asked) {
            this.text = text;
            this.unit = unit;
            this.asked = asked;
        }
    }

    private static final class Measured {
        private final Figures rate = new Figures();
        private final Figures cpu = new Figures();
        private final Figures heap = new Figures();
        private final Figures pauses = new Figures();
        private final Map<String, Figures> ceilings = new LinkedHashMap<>();
    }

    private final Map<Stage, Measured> measured = new EnumMap<>(Stage.class);

    void add(Stage stage, double rate, Run run, int blocks) {
        Measured values = of(stage);
        values.rate.add(rate);
        values.cpu.add((double) run.cpu().toMillis() / blocks);
        values.heap.add(run.heap());
        values.pauses.add(run.pauses().toMillis());
    }

    void ceiling(Stage stage, String name, double rate) {
        of(stage).ceilings.computeIfAbsent(name, any -> new Figures()).add(rate);
    }

    void print() {
        System.out.printf(
                FORMAT, "", "median (lowest to highest)", "asked", "cpu ms/bl", "heap MB", "GC ms", "ceiling");
        measured.keySet().forEach(stage -> System.out.print(line(stage)));
    }

    String line(Stage stage) {
        Measured values = of(stage);
        StringBuilder ceilings = new StringBuilder();
        values.ceilings.forEach((name, rate) -> ceilings.append(String.format(
                Locale.ROOT,
                "%s %s, %.0f %% of it; ",
                name,
                Figures.text(rate.median()),
                100 * values.rate.median() / rate.median())));
        return String.format(
                Locale.ROOT,
                FORMAT,
                stage.text,
                values.rate + " " + stage.unit,
                stage.asked == 0 ? "" : Figures.text(stage.asked),
                Figures.text(values.cpu.median()),
                Figures.text(values.heap.median()),
                Figures.text(values.pauses.median()),
                ceilings);
    }

    private Measured of(Stage stage) {
        return measured.computeIfAbsent(stage, any -> new Measured());
    }
}
