package pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code init}: writes what a user edits into a folder, and never over what is there.
 *
 * @param folder made where it is missing
 */
record InitCommand(Path folder, PrintStream out) {

    /** @return the exit status */
    int run() throws IOException {
        Path settings = Files.createDirectories(folder).resolve(SettingsText.NAME);
        if (Files.exists(settings)) {
            out.println("Stays as it is: " + settings);
            return 0;
        }
        try (InputStream defaults = InitCommand.class.getResourceAsStream("/" + SettingsText.NAME)) {
            Files.copy(defaults, settings);
        }
        out.println("Written: " + settings);
        return 0;
    }
}
