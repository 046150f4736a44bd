package pipeline;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars in {@code lib/} beside the pipeline's own, which join the class path of {@code java -jar}. */
public final class LibJars {

    private static final String FOLDER = "lib";

    private static final List<Path> JOINED = new ArrayList<>();
    private static final List<String> FAULTS = new ArrayList<>();

    private LibJars() {}

    /**
     * What {@code java -jar} calls ahead of {@code main}, as the manifest names this class. It throws nothing: Java would end with
     * a stack trace and a status of its own.
     */
    public static void agentmain(String arguments, Instrumentation java) {
        Path folder = own().resolveSibling(FOLDER);
        for (Path jar : list(folder)) {
            try {
                java.appendToSystemClassLoaderSearch(new JarFile(jar.toFile()));
                JOINED.add(jar);
            } catch (IOException e) {
                FAULTS.add("Cannot read " + jar + ": " + e.getMessage()
                        + ". Replace the jar, or take it out of the folder");
            }
        }
    }

    /** Which have joined, for a person; empty where there are none. */
    static Optional<String> joined() {
        return JOINED.stream()
                .findFirst()
                .map(jar -> JOINED.stream()
                                .map(Path::getFileName)
                                .map(Path::toString)
                                .collect(Collectors.joining(", ")) + ", from " + jar.getParent());
    }

    /** @throws SettingsException when one could not join */
    static void requireWhole() throws SettingsException {
        if (!FAULTS.isEmpty()) {
            throw new SettingsException(FAULTS);
        }
    }

    private static Path own() {
        return Path.of(URI.create(LibJars.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
    }

    /** By name, so that the same folder makes the same class path everywhere. */
    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            FAULTS.add("Cannot read the folder " + folder + ": " + e);
            return List.of();
        }
    }
}
