package pipeline.check;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** Prints rows for a person: the status in colour where there is a terminal, what to do below what is not well. */
public record RowTable(List<Row> rows, Ansi ansi) {

    private static final Map<Status, String> COLOURS =
            Map.of(Status.OK, "green", Status.WARN, "yellow", Status.FAIL, "red,bold");
    private static final int STATUS_WIDTH = 6;

    public void print(PrintWriter out) {
        int width = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
        for (Row row : rows) {
            out.println(status(row.status()) + padded(row.what(), width) + "  " + row.found());
            if (!row.advice().isEmpty()) {
                out.println(" ".repeat(STATUS_WIDTH + width + 2) + "-> " + row.advice());
            }
        }
        out.println(count(Status.OK) + " ok, " + count(Status.WARN) + " warn, " + count(Status.FAIL) + " fail");
        out.flush();
    }

    private long count(Status status) {
        return rows.stream().filter(row -> row.status() == status).count();
    }

    private String status(Status status) {
        String word = status.name().toLowerCase(Locale.ROOT);
        // only the word: what was found may hold anything, also what reads as a colour
        String coloured = ansi.string("@|" + COLOURS.get(status) + " " + word + "|@");
        return coloured + " ".repeat(STATUS_WIDTH - word.length());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
