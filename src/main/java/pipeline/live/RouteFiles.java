package pipeline.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The YAML routes of a process: the built-in ones, each replaced by the file of its name in the user's folder, and those that the
 * user added there.
 *
 * @param folder need not be there
 * @param isWanted whether a file of the user's is for this process, by its name below the folder
 */
public record RouteFiles(Path folder, Predicate<String> isWanted) {

    /** In the working directory, where the settings' file is. */
    public static final String FOLDER = "routes";

    private static final String BUILT_IN = "/routes/";
    private static final String SINKS = "sinks/";
    private static final String SUFFIX = ".camel.yaml";

    /** A setting that a route refers to: may it be left out, its key, has it a default. */
    private static final Pattern SETTING = Pattern.compile("\\{\\{(\\?)?([^{}:?!]+)(:|}})");

    public RouteFiles(Path folder) {
        this(folder, any -> true);
    }

    /** Names of all built-in routes, of every role. */
    public static Set<String> builtIn() throws IOException {
        try {
            URI routes = RouteFiles.class.getResource(BUILT_IN).toURI();
            if (routes.getScheme().equals("file")) {
                return names(Path.of(routes));
            }
            try (FileSystem jar = FileSystems.newFileSystem(routes, Map.of())) {
                return names(jar.getPath(BUILT_IN));
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** A built-in route as it is packed. */
    public static String builtIn(String name) throws IOException {
        try (InputStream packed = RouteFiles.class.getResourceAsStream(BUILT_IN + name)) {
            if (packed == null) {
                throw new NoSuchFileException(name);
            }
            return new String(packed.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether there is a built-in sink of a name. */
    public static boolean isShippedSink(String name) {
        return RouteFiles.class.getResource(BUILT_IN + SINKS + name + SUFFIX) != null;
    }

    /** Whether the user's folder has a sink of a name. */
    public boolean hasSink(String name) {
        return Files.exists(folder.resolve(SINKS + name + SUFFIX));
    }

    /** Where Camel finds built-in routes, or what replaces them. */
    public List<String> locations(List<String> ids) {
        return ids.stream().map(id -> location(id + SUFFIX)).toList();
    }

    /** Where it finds those that the user added. */
    public List<String> addedLocations() {
        return added().stream().map(this::location).toList();
    }

    /**
     * Everything as it is now.
     *
     * @param ids built-in routes that this process needs
     */
    SortedMap<String, RouteFile> read(List<String> ids) {
        SortedMap<String, RouteFile> files = new TreeMap<>();
        Stream.concat(ids.stream().map(id -> id + SUFFIX), added().stream()).forEach(name -> {
            try {
                files.put(name, new RouteFile(name, location(name), text(name), null));
            } catch (NoSuchFileException goneMeanwhile) {
                // nor is there a built-in one
            } catch (IOException e) {
                files.put(name, new RouteFile(name, location(name), null, reason(e)));
            }
        });
        return files;
    }

    private static String reason(IOException fault) {
        return fault instanceof CharacterCodingException
                ? "The file is not UTF-8"
                : "The file cannot be read: " + fault;
    }

    /** Keys of the settings that routes of the user's refer to. */
    public Set<String> settings() {
        return settings(any -> true).keySet();
    }

    /** Those without which a route cannot be, with the files that refer to them. */
    public Map<String, Set<String>> neededSettings() {
        return settings(setting -> setting.group(1) == null && !setting.group(3).equals(":"));
    }

    private Map<String, Set<String>> settings(Predicate<MatchResult> asked) {
        Map<String, Set<String>> settings = new TreeMap<>();
        for (String name : names(folder)) {
            String text = isWanted.test(name) ? readable(name) : "";
            SETTING.matcher(text)
                    .results()
                    .filter(asked)
                    .filter(found -> !isParameter(text, found.group(2)))
                    .forEach(found -> settings.computeIfAbsent(found.group(2), any -> new TreeSet<>())
                            .add(folder + "/" + name));
        }
        return settings;
    }

    /** Empty where it cannot be read, which is told when its routes are made. */
    private String readable(String name) {
        try {
            return text(name);
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Whether a placeholder is a parameter of the route template in the same file. */
    private static boolean isParameter(String text, String key) {
        return text.contains("routeTemplate:")
                && Pattern.compile("^ +- name: " + Pattern.quote(key) + "$", Pattern.MULTILINE)
                        .matcher(text)
                        .find();
    }

    private Set<String> added() {
        return names(folder).stream()
                .filter(isWanted)
                .filter(name -> RouteFiles.class.getResource(BUILT_IN + name) == null)
                .collect(Collectors.toSet());
    }

    private static Set<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    // an editor's own, of what is not saved yet, begin with a dot and may be links to nowhere
                    .filter(file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String location(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? "file:" + file : "classpath:" + BUILT_IN.substring(1) + name;
    }

    private String text(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file) : builtIn(name);
    }
}
