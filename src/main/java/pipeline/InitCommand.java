package pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import pipeline.live.RouteFiles;

/**
 * {@code init}: writes what a user edits into a folder, and never over what is there.
 *
 * @param folder made where it is missing
 */
record InitCommand(Path folder, PrintStream out) {

    /** For whoever may not let the sink make its tables. */
    private static final String TABLES = "sinks/postgres.sql";

    /** @return the exit status */
    int run() throws IOException {
        try (InputStream defaults = InitCommand.class.getResourceAsStream("/" + SettingsText.NAME)) {
            write(SettingsText.NAME, new String(defaults.readAllBytes(), StandardCharsets.UTF_8));
        }
        for (String name : new TreeSet<>(RouteFiles.builtIn())) {
            write(RouteFiles.FOLDER + "/" + name, RouteFiles.builtIn(name));
        }
        write(RouteFiles.FOLDER + "/" + TABLES, RouteFiles.builtIn(TABLES));
        return 0;
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            out.println("Stays as it is: " + file);
            return;
        }
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
        out.println("Written: " + file);
    }
}
