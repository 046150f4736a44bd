package speed;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was measured, a line a stage. */
final class Table {

    private static final String FORMAT = "%-34s %-32s %7s %10s %9s %8s  %s%n";

    /** A stage, the blocks it is measured with, and what is asked of it. */
    enum Stage {
        START("start to the first block", "s", 4, "large", 20, "none"),
        INGEST("node to Kafka, 1.17 MB", "blocks/s", 50, "large", 1500, "none"),
        PREVOUTS("the same with prevouts", "blocks/s", 0, "large", 500, "prevouts"),
        ARCHIVE("Kafka to HDFS, 1.17 MB", "files/s", 12, "large", 500, "none"),
        BOTH("both, sample settings, 1.17 MB", "files/s", 10, "large", 500, "none"),
        SMALL_INGEST("node to Kafka, 300 bytes", "blocks/s", 1500, "small", 20_000, "none"),
        SMALL_ARCHIVE("Kafka to HDFS, 300 bytes", "files/s", 400, "small", 20_000, "none"),
        LARGEST_INGEST("node to Kafka, 4 MB", "blocks/s", 0, "4000000", 60, "none"),
        LARGEST_ARCHIVE("Kafka to HDFS, 4 MB", "files/s", 0, "4000000", 60, "none");

        private static final int LARGEST = 4_000_000;

        private final String text;
        private final String unit;
        private final double asked;
        private final String chain;
        private final int blocks;
        private final String prevouts;

        Stage(String text, String unit, double asked, String chain, int blocks, String prevouts) {
            this.text = text;
            this.unit = unit;
            this.asked = asked;
            this.chain = chain;
            this.blocks = blocks;
            this.prevouts = prevouts;
        }

        /** {@link NodeProgram}'s. */
        String chain() {
            return chain;
        }

        /** The highest height that is copied. */
        int blocks() {
            return Options.blocks(name(), blocks);
        }

        String prevouts() {
            return prevouts;
        }

        /** MB. */
        int heap() {
            return Options.heap(chain.equals(String.valueOf(LARGEST)) ? 1024 : 512);
        }
    }

    private static final class Measured {
        private final Figures figure = new Figures();
        private final Figures cpu = new Figures();
        private final Figures heap = new Figures();
        private final Figures pauses = new Figures();
        private final Map<String, Figures> ceilings = new LinkedHashMap<>();
    }

    private final Map<Stage, Measured> measured = new EnumMap<>(Stage.class);

    void add(Stage stage, double figure, Run run) {
        Measured values = of(stage);
        values.figure.add(figure);
        values.cpu.add((double) run.cpu().toMillis() / stage.blocks());
        values.heap.add(run.heap());
        values.pauses.add(run.pauses().toMillis());
    }

    void ceiling(Stage stage, String name, double rate) {
        of(stage).ceilings.computeIfAbsent(name, any -> new Figures()).add(rate);
    }

    void print() {
        System.out.printf(
                FORMAT, "", "median (lowest to highest)", "asked", "CPU ms each", "heap MB", "GC ms", "ceiling");
        measured.keySet().forEach(stage -> System.out.print(line(stage)));
    }

    String line(Stage stage) {
        Measured values = of(stage);
        StringBuilder beside = new StringBuilder();
        values.ceilings.forEach((name, rate) -> beside.append(String.format(
                Locale.ROOT,
                "%s %s (%.0f %% of it); ",
                name,
                Figures.text(rate.median()),
                100 * values.figure.median() / rate.median())));
        return String.format(
                Locale.ROOT,
                FORMAT,
                stage.text,
                values.figure + " " + stage.unit,
                stage.asked == 0 ? "" : Figures.text(stage.asked),
                Figures.text(values.cpu.median()),
                Figures.text(values.heap.median()),
                Figures.text(values.pauses.median()),
                beside);
    }

    private Measured of(Stage stage) {
        return measured.computeIfAbsent(stage, any -> new Measured());
    }
}
