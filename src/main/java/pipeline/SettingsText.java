package pipeline;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import pipeline.live.RouteFiles;

/**
 * The settings as text: the defaults in the jar, overridden by {@code application.properties} in the working directory, by
 * the environment and by the command line, in that order.
 */
final class SettingsText {

    static final String NAME = "application.properties";
    private static final String DEFAULT = "default";
    private static final String KAFKA = "kafka.";
    private static final String LOGGER = "logging.level.";

    /** What a secret's key has at its end where the value is the name of a file with the secret. */
    private static final String FILE = "-file";

    private static final String LOGIN = "jaas.config";
    private static final Pattern SECRET =
            Pattern.compile(".*(password|passphrase|secret|jaas).*|(.*[.-])?(token|key)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    /** Kafka client settings on which the promise of exactly once rests, with what to set instead. */
    private static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("bootstrap.servers", "set kafka.brokers"),
            Map.entry("group.id", "each route has its own"),
            Map.entry("group.instance.id", "each route has its own"),
            Map.entry("transactional.id", "it follows kafka.topics.raw-blocks"),
            Map.entry("transaction.timeout.ms", "it stands in publish-blocks and publish-range"),
            Map.entry("transaction.two.phase.commit.enable", "always false"),
            Map.entry("isolation.level", "always read_committed"),
            Map.entry("auto.offset.reset", "an offset that is gone is an error"),
            Map.entry("enable.auto.commit", "always false"),
            Map.entry("enable.idempotence", "always true"),
            Map.entry("acks", "always all"),
            Map.entry("max.request.size", "it fits the largest block"),
            Map.entry("partitioner.class", "a height must stay in its partition"),
            Map.entry("partitioner.ignore.keys", "a height must stay in its partition"),
            Map.entry("key.serializer", "keys are text"),
            Map.entry("key.deserializer", "keys are text"),
            Map.entry("value.serializer", "values are bytes"),
            Map.entry("value.deserializer", "values are bytes"));

    /** The switch of a sink, one of ours or a file of the user's. */
    private static final Pattern SWITCH = Pattern.compile("sinks\\.([^.]+)\\.enabled");

    private static final Pattern SINK = Pattern.compile("sinks/([^/]+)\\.camel\\.yaml");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final RouteFiles routes;
    private final Set<String> ofRoutes;
    private final List<String> faults;

    /** @param routes whose placeholders are settings, too */
    private SettingsText(RouteFiles routes, List<String> faults) {
        this.routes = new RouteFiles(routes.folder(), this::isOn);
        ofRoutes = routes.settings();
        this.faults = faults;
    }

    /** @param faults receives a line for each key that nobody knows and each argument that is no setting */
    static SettingsText read(
            List<String> arguments, Map<String, String> environment, Path workingDirectory, List<String> faults) {
        RouteFiles routes = new RouteFiles(workingDirectory.resolve(RouteFiles.FOLDER));
        SettingsText settings = new SettingsText(routes, faults);
        settings.putAll(defaults(), DEFAULT);
        settings.putAll(settings.fileIn(workingDirectory), NAME);
        settings.putEnvironment(environment);
        arguments.forEach(settings::putArgument);
        settings.checkReferences();
        settings.putUser();
        settings.checkSwitches();
        settings.routes.neededSettings().forEach(settings::require);
        settings.values.computeIfPresent(
                "compact.directory", (key, given) -> given.isEmpty() ? settings.besideArchive() : given);
        return settings;
    }

    /** The value with each {@code {{key}}} in it replaced; empty where there is none. */
    String value(String key) {
        return PLACEHOLDER
                .matcher(values.getOrDefault(key, ""))
                .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1))));
    }

    /** True when it has a value that is not the default. */
    boolean isSet(String key) {
        return !origins.getOrDefault(key, DEFAULT).equals(DEFAULT)
                && !value(key).isEmpty();
    }

    // routes may name it, so it is never empty: folders are most often called after a user
    private void putUser() {
        if (values.get("hdfs.user").isEmpty()) {
            String login = value("hdfs.kerberos.principal").replaceFirst("[/@].*", "");
            put("hdfs.user", login.isEmpty() ? System.getProperty("user.name") : login, DEFAULT);
        }
    }

    /** Tables lie where the archive's folder lies. */
    private String besideArchive() {
        String archive = value("archive.directory").replaceFirst("/+$", "");
        return archive.substring(0, archive.lastIndexOf('/') + 1) + "silver";
    }

    private void checkSwitches() {
        values.keySet().stream()
                .filter(key -> SWITCH.matcher(key).matches() && !value(key).matches("true|false"))
                .forEach(key -> faults.add(describe(key) + ": neither true nor false"));
    }

    /** Whether this process has use for a file of routes: a sink's, unless it is switched off, only where the role is held. */
    private boolean isOn(String name) {
        Matcher sink = SINK.matcher(name);
        return !sink.matches()
                || holdsSinks() && !value("sinks." + sink.group(1) + ".enabled").equals("false");
    }

    private boolean holdsSinks() {
        return List.of(value("pipeline.roles").split("\\s*,\\s*")).contains("sinks");
    }

    /** Names of the sinks that are switched on; those that only the user's folder has are on by being there. */
    Set<String> sinks() {
        return holdsSinks()
                ? values.keySet().stream()
                        .map(SWITCH::matcher)
                        .filter(key -> key.matches() && value(key.group()).equals("true"))
                        .map(key -> key.group(1))
                        .filter(RouteFiles::isShippedSink)
                        .collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }

    private void require(String key, Set<String> files) {
        if (!values.containsKey(key) && key.matches("[\\w.-]+")) {
            faults.add(key + " has no value and is used by " + String.join(", ", files));
        }
    }

    /** Takes out values that refer to what is not there, or to themselves. */
    private void checkReferences() {
        List.copyOf(values.keySet()).forEach(key -> {
            try {
                follow(key, Set.of());
            } catch (IllegalArgumentException e) {
                faults.add(key + " (" + origins.get(key) + ") " + e.getMessage());
                values.put(key, "");
            }
        });
    }

    private void follow(String key, Set<String> path) {
        if (path.contains(key)) {
            throw new IllegalArgumentException("refers to itself");
        }
        if (!values.containsKey(key)) {
            throw new IllegalArgumentException("refers to {{" + key + "}}, which is no setting");
        }
        Set<String> further = new HashSet<>(path);
        further.add(key);
        PLACEHOLDER.matcher(values.get(key)).results().forEach(match -> follow(match.group(1), further));
    }

    /** What to tell the user of a setting: its key, its value unless that is secret, and where it was set. */
    String describe(String key) {
        String value = isSecret(key) ? "…" : value(key).replaceAll("//[^/]*@", "//…@");
        return key + "=" + value + " (" + origins.getOrDefault(key, DEFAULT) + ")";
    }

    /** Which settings are set where; their values are nobody's business, and a file may well list all of them. */
    String origins() {
        Map<String, Set<String>> keys = new TreeMap<>();
        origins.forEach(
                (key, origin) -> keys.computeIfAbsent(origin.replaceFirst(" variable .*", ""), any -> new TreeSet<>())
                        .add(key));
        keys.remove(DEFAULT);
        String told = keys.entrySet().stream()
                .map(entry -> entry.getKey() + ": "
                        + (entry.getKey().equals(NAME)
                                ? entry.getValue().size() + " settings"
                                : String.join(", ", entry.getValue())))
                .collect(Collectors.joining("; "));
        return told.isEmpty() ? "every one has its default" : told;
    }

    /** Every setting for the routes. */
    Properties all() {
        Properties all = new Properties();
        values.keySet().forEach(key -> all.setProperty(key, value(key)));
        return all;
    }

    /** Settings for Kafka's clients, by Kafka's own names. */
    Map<String, Object> kafkaClient() {
        Map<String, Object> client = new LinkedHashMap<>();
        Set<String> names = kafkaClientNames();
        values.keySet().stream()
                .filter(key -> key.startsWith(KAFKA) && names.contains(key.substring(KAFKA.length())))
                .forEach(key -> client.put(key.substring(KAFKA.length()), value(key)));
        return client;
    }

    /** Levels of single loggers by the names of these. */
    Map<String, String> loggers() {
        Map<String, String> loggers = new LinkedHashMap<>();
        values.keySet().stream()
                .filter(key -> key.startsWith(LOGGER))
                .forEach(key -> loggers.put(key.substring(LOGGER.length()), value(key)));
        return loggers;
    }

    /** The user's folder of routes. */
    RouteFiles routes() {
        return routes;
    }

    /** Everything that must never be shown; a login of Kafka's by its parts, too. */
    Set<String> secrets() {
        Set<String> secrets = new HashSet<>();
        values.keySet().stream().filter(SettingsText::isSecret).forEach(key -> {
            secrets.add(value(key));
            if (key.endsWith(LOGIN)) {
                secrets.addAll(secretsOfLogin(value(key)));
            }
        });
        secrets.remove("");
        return secrets;
    }

    /** As Kafka's client will read them; of what it cannot read there is none. */
    private static List<String> secretsOfLogin(String login) {
        try {
            return JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(login)))
                    .configurationEntries()
                    .stream()
                    .flatMap(module -> module.getOptions().entrySet().stream())
                    .filter(option -> isSecret(option.getKey()))
                    .map(option -> option.getValue().toString())
                    .toList();
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private static boolean isSecret(String key) {
        return SECRET.matcher(key).matches();
    }

    private static Properties defaults() {
        try (var packed =
                new InputStreamReader(SettingsText.class.getResourceAsStream("/" + NAME), StandardCharsets.UTF_8)) {
            return load(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Properties fileIn(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return new Properties();
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            return load(reader);
        } catch (IOException | IllegalArgumentException e) {
            faults.add("Cannot read " + file + ": " + e.getMessage());
            return new Properties();
        }
    }

    private static Properties load(Reader reader) throws IOException {
        Properties properties = new Properties();
        properties.load(reader);
        return properties;
    }

    private void putAll(Properties properties, String origin) {
        properties.stringPropertyNames().forEach(key -> put(key, properties.getProperty(key), origin));
    }

    private void putEnvironment(Map<String, String> environment) {
        Stream.of(
                        values.keySet().stream(),
                        ofRoutes.stream(),
                        kafkaClientNames().stream().map(KAFKA::concat))
                .flatMap(keys -> keys)
                .distinct()
                .flatMap(key -> isSecret(key) ? Stream.of(key, key + FILE) : Stream.of(key))
                .toList()
                .forEach(key -> {
                    String name = key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
                    if (environment.containsKey(name)) {
                        put(key, environment.get(name), "environment variable " + name);
                    }
                });
    }

    private void putArgument(String argument) {
        int equals = argument.indexOf('=');
        if (!argument.startsWith("--") || equals < 0) {
            faults.add("Not a setting: " + argument + ". Write --key=value, such as --heights.from=100");
            return;
        }
        put(argument.substring(2, equals), argument.substring(equals + 1), "command line");
    }

    private void put(String key, String value, String origin) {
        if (isFileOfSecret(key, origin)) {
            putSecret(key, Path.of(value.strip()), origin);
            return;
        }
        if (!isKnown(key, origin)) {
            faults.add("Unknown setting " + key + " (" + origin + ")");
            return;
        }
        if (key.startsWith(KAFKA) && OURS.containsKey(key.substring(KAFKA.length()))) {
            faults.add(key + " (" + origin + ") cannot be set: " + OURS.get(key.substring(KAFKA.length())));
            return;
        }
        if (origins.getOrDefault(key, "").endsWith(", " + key + FILE)
                && source(origins.get(key)).equals(source(origin))) {
            faults.add(key + " and " + key + FILE + " (" + origin + ") cannot both be set");
        }
        values.put(key, value.strip());
        origins.put(key, origin);
    }

    private boolean isFileOfSecret(String key, String origin) {
        String secret = secretOf(key);
        return key.endsWith(FILE) && !isKnown(key, origin) && isSecret(secret) && isKnown(secret, origin);
    }

    private static String secretOf(String fileKey) {
        return fileKey.substring(0, Math.max(0, fileKey.length() - FILE.length()));
    }

    private void putSecret(String key, Path file, String origin) {
        String secret = secretOf(key);
        if (file.toString().isEmpty()) {
            return;
        }
        if (source(origin).equals(source(origins.getOrDefault(secret, "")))
                && !values.get(secret).isEmpty()) {
            faults.add(secret + " and " + key + " (" + origin + ") cannot both be set");
        }
        try {
            String content = Files.readString(file);
            if (content.isBlank()) {
                faults.add(key + "=" + file + " (" + origin + "): the file is empty");
            }
            put(secret, content, origin + ", " + key);
        } catch (IOException e) {
            faults.add(key + "=" + file + " (" + origin + "): cannot read it: " + e);
        }
    }

    /** Without the name of the variable or of the file. */
    private static String source(String origin) {
        return origin.replaceFirst("( variable |, ).*", "");
    }

    private boolean isKnown(String key, String origin) {
        return origin.equals(DEFAULT)
                || values.containsKey(key)
                || ofRoutes.contains(key)
                || key.startsWith("camel.")
                || key.startsWith(LOGGER)
                || SWITCH.matcher(key).matches() && routes.hasSink(key.split("\\.")[1])
                || key.startsWith(KAFKA) && kafkaClientNames().contains(key.substring(KAFKA.length()));
    }

    private static Set<String> kafkaClientNames() {
        Set<String> names = new TreeSet<>();
        Arrays.asList(ConsumerConfig.configNames(), ProducerConfig.configNames(), AdminClientConfig.configNames())
                .forEach(names::addAll);
        return names;
    }
}
