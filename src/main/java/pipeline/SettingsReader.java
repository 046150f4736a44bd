package pipeline;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;
import org.slf4j.event.Level;
import pipeline.bitcoin.Address;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.Prevouts;
import pipeline.chain.HeightRange;
import pipeline.console.Console;
import pipeline.hdfs.HdfsComponent;
import pipeline.observe.HealthLimits;
import pipeline.tables.DayRule;
import pipeline.wallet.ElectrumTrust;

/** Turns the settings' text into values and collects what is wrong with them. */
record SettingsReader(SettingsText text, List<String> faults) {

    static final String EMBEDDED = "embedded";

    private static final Pattern PUBLISHER =
            Pattern.compile("tcp://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(?<port>\\d{1,5})");

    Settings read() {
        Settings settings = new Settings(
                value("pipeline.roles", Set.of(), this::roles),
                node(),
                heights(),
                value("fetch.parallelism", 1, given -> number(given, 1, 256)),
                kafka(),
                new Settings.Registry(
                        optional("schema-registry.url", given -> url(given, "http", "https")),
                        text.value("schema-registry.user"),
                        text.value("schema-registry.password")),
                archive(),
                compact(),
                new Settings.Verify(
                        optional("verify.parallelism", given -> number(given, 1, 256))
                                .orElse(Runtime.getRuntime().availableProcessors()),
                        optional("verify.network", SettingsReader::network),
                        value("verify.prevouts", true, SettingsReader::trueOrFalse),
                        value("verify.directory", Path.of(""), Path::of)),
                console(),
                value("console.camel-cli", false, SettingsReader::trueOrFalse),
                new HealthLimits(
                        optional("health.max-lag", SettingsReader::count),
                        optional("health.max-archive-age", given -> TimeUtils.toDuration(duration(given))),
                        optional("health.max-dead-letters", SettingsReader::count)),
                logging(),
                text.routes(),
                text.sinks(),
                text.all());
        value("heights.poll-interval", "", SettingsReader::duration);
        value("archive.gap-check-interval", "", SettingsReader::duration);
        value("compact.interval", "", SettingsReader::interval);
        value("sinks.postgres.create-tables", true, SettingsReader::trueOrFalse);
        influx();
        optional("sinks.s3.endpoint", given -> url(given, "http", "https"));
        value("sinks.s3.region", "", given -> given);
        value("sinks.s3.bucket", "", given -> given);
        wallet(settings.watchesAddresses());
        if (!settings.does(Role.INGEST)
                && (settings.heights().fromTime().isPresent()
                        || settings.heights().toTime().isPresent())) {
            faults.add("heights.from-time and heights.to-time need a node, and so pipeline.roles with ingest");
        }
        together("bitcoin.rpc.user", "bitcoin.rpc.password");
        together("schema-registry.user", "schema-registry.password");
        together("console.user", "console.password");
        together("sinks.s3.access-key", "sinks.s3.secret-key");
        eitherOf("bitcoin.rpc.user", "bitcoin.rpc.cookie-file");
        eitherOf("heights.to", "heights.to-time");
        return settings;
    }

    private void influx() {
        value("sinks.influxdb.url", URI.create(""), SettingsReader::influxUrl);
        int version = value("sinks.influxdb.version", 2, given -> number(given, 1, 2));
        if (version == 2
                && text.sinks().contains("influxdb")
                && text.value("sinks.influxdb.org").isEmpty()) {
            faults.add("sinks.influxdb.org has no value, and sinks.influxdb.version=2 asks for one");
        }
    }

    private static URI influxUrl(String given) {
        if (given.endsWith("/")) {
            throw new IllegalArgumentException("ends with a slash");
        }
        return url(given, "http", "https");
    }

    private Settings.Node node() {
        return new Settings.Node(
                value("bitcoin.rpc.url", List.of(), SettingsReader::nodeUrls),
                text.value("bitcoin.rpc.user"),
                text.value("bitcoin.rpc.password"),
                optional("bitcoin.rpc.cookie-file", Path::of),
                optional("bitcoin.zmq.url", SettingsReader::publishers).orElse(List.of()),
                value("bitcoin.prevouts", Prevouts.NONE, given -> oneOf(Prevouts.class, given)));
    }

    private HeightRange heights() {
        HeightRange heights = new HeightRange(
                value("heights.from", 0, SettingsReader::height),
                optionalLong("heights.to", given -> (long) height(given)),
                optionalLong("heights.from-time", given -> time(given, LocalTime.MIN)),
                optionalLong("heights.to-time", given -> time(given, LocalTime.MAX)),
                value("heights.confirmations", 0, given -> number(given, 0, 100_000)));
        if (heights.from() > heights.to().orElse(Long.MAX_VALUE)) {
            faults.add(text.describe("heights.from") + " is above " + text.describe("heights.to"));
        }
        if (heights.fromTime().orElse(0) > heights.toTime().orElse(Long.MAX_VALUE)) {
            faults.add(text.describe("heights.from-time") + " is after " + text.describe("heights.to-time"));
        }
        if (heights.fromTime().isPresent() && heights.from() != 0) {
            eitherOf("heights.from", "heights.from-time");
        }
        return heights;
    }

    private Settings.Kafka kafka() {
        return new Settings.Kafka(
                value("kafka.brokers", "", SettingsReader::brokers),
                value("kafka.topics.raw-blocks", "", SettingsReader::topic),
                value("kafka.partitions", 1, given -> number(given, 1, 10_000)),
                optional("kafka.replication-factor", given -> number(given, 1, 1000))
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty),
                text.kafkaClient());
    }

    private Settings.Archive archive() {
        Optional<Path> configDirectory = optional("hdfs.config-directory", SettingsReader::configDirectory);
        Settings.Archive archive = new Settings.Archive(
                value("hdfs.url", "", given -> fileSystem(given, configDirectory)),
                text.isSet("hdfs.user") ? text.value("hdfs.user") : "",
                configDirectory.map(Path::toString).orElse(""),
                text.value("hdfs.kerberos.principal"),
                text.value("hdfs.kerberos.keytab-file"),
                value("archive.directory", "", SettingsReader::absolutePath));
        together("hdfs.kerberos.principal", "hdfs.kerberos.keytab-file");
        boolean isConfigured = configDirectory.isPresent()
                || text.value("hdfs.config-directory").isEmpty();
        if (!archive.kerberosPrincipal().isEmpty() && isConfigured) {
            optional("hdfs.kerberos.keytab-file", file -> login(archive.kerberosPrincipal(), file, configDirectory));
        }
        return archive;
    }

    private Settings.Compact compact() {
        return new Settings.Compact(
                value("compact.directory", "", SettingsReader::absolutePath),
                new DayRule(
                        value("compact.confirmations", 0, given -> number(given, 0, 100_000)),
                        value("compact.delay", Duration.ZERO, given -> TimeUtils.toDuration(duration(given)))),
                value("compact.check-interval", Duration.ZERO, given -> TimeUtils.toDuration(interval(given))));
    }

    /** For the routes alone. */
    private void wallet(boolean isWatched) {
        if (isWatched || !text.value("wallet.addresses").isEmpty()) {
            value("wallet.addresses", List.of(), Address::list);
        }
        String blocks = text.value("kafka.topics.raw-blocks");
        String activity = value("kafka.topics.wallet-activity", "", SettingsReader::topic);
        if (activity.equals(blocks) || activity.startsWith(blocks + ".")) {
            faults.add(text.describe("kafka.topics.wallet-activity") + ": a topic of the blocks");
        }
        value("electrum.host", "", SettingsReader::hostName);
        value("electrum.port", 0, given -> number(given, 1, 65_535));
        value("electrum.poll-interval", "", SettingsReader::interval);
        value("electrum.retry-delay", "", SettingsReader::interval);
        value("electrum.use-ssl", false, SettingsReader::trueOrFalse);
        optional("electrum.certificate-file", ElectrumTrust::certificate);
    }

    private static String hostName(String given) {
        if (!given.matches("[\\w.:-]+")) {
            throw new IllegalArgumentException("not a host");
        }
        return given;
    }

    private Settings.Logging logging() {
        Map<String, Level> loggers = new HashMap<>();
        text.loggers()
                .keySet()
                .forEach(name -> loggers.put(name, value("logging.level." + name, Level.INFO, SettingsReader::level)));
        return new Settings.Logging(
                value("logging.level", Level.INFO, SettingsReader::level),
                loggers,
                optional("logging.directory", Path::of),
                value("logging.json", false, SettingsReader::trueOrFalse),
                text.secrets());
    }

    private static Level level(String given) {
        try {
            return Level.valueOf(given.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not one of " + Arrays.toString(Level.values()));
        }
    }

    private Optional<Console> console() {
        String host = value("console.host", "", SettingsReader::host);
        String password = text.value("console.password");
        Optional<Integer> port = optional("console.port", given -> number(given, 1, 65_535));
        if (port.isPresent() && password.isEmpty() && !isLoopback(host)) {
            faults.add(text.describe("console.host") + " opens the console to others, who could stop routes:"
                    + " set console.user and console.password, or a loopback address such as 127.0.0.1");
        }
        Set<String> origins = Set.copyOf(list(text.value("console.allowed-origins")));
        return port.map(number -> new Console(host, number, text.value("console.user"), password, origins));
    }

    private void together(String one, String other) {
        if (text.value(one).isEmpty() != text.value(other).isEmpty()) {
            faults.add(one + " and " + other + " go together: only one of them is set");
        }
    }

    private void eitherOf(String one, String other) {
        if (!text.value(one).isEmpty() && !text.value(other).isEmpty()) {
            faults.add(one + " and " + other + " are both set: choose one");
        }
    }

    private OptionalLong optionalLong(String key, Function<String, Long> parse) {
        return optional(key, parse).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private <T> Optional<T> optional(String key, Function<String, T> parse) {
        return text.value(key).isEmpty() ? Optional.empty() : Optional.ofNullable(value(key, null, parse));
    }

    /** @param standIn stands where the value is at fault, so that the other faults are found too */
    private <T> T value(String key, T standIn, Function<String, T> parse) {
        try {
            if (text.value(key).isEmpty()) {
                throw new IllegalArgumentException("must not be empty");
            }
            return parse.apply(text.value(key));
        } catch (IllegalArgumentException | DateTimeException e) {
            faults.add(text.describe(key) + ": " + e.getMessage());
            return standIn;
        }
    }

    private Set<Role> roles(String given) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        list(given).forEach(name -> roles.add(oneOf(Role.class, name)));
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("names no role");
        }
        return roles;
    }

    private static List<URI> nodeUrls(String given) {
        return given.equals(EMBEDDED)
                ? List.of()
                : list(given).stream().map(url -> url(url, "http", "https")).toList();
    }

    private static List<String> publishers(String given) {
        List<String> publishers = list(given);
        if (publishers.isEmpty() || !publishers.stream().allMatch(SettingsReader::isPublisher)) {
            throw new IllegalArgumentException("not tcp://host:port such as tcp://localhost:28332, comma-separated");
        }
        return publishers;
    }

    /** Not as a URI, by whose rules the name of a container may be no host. */
    private static boolean isPublisher(String given) {
        Matcher address = PUBLISHER.matcher(given);
        if (!address.matches()) {
            return false;
        }
        int port = Integer.parseInt(address.group("port"));
        return port >= 1 && port <= 65_535;
    }

    private static String brokers(String given) {
        if (given.equals(EMBEDDED)) {
            return "";
        }
        if (!list(given).stream().allMatch(server -> server.matches("[^\\s/]+:\\d{1,5}"))) {
            throw new IllegalArgumentException("not host:port, comma-separated, nor " + EMBEDDED);
        }
        return given;
    }

    private static String host(String given) {
        try {
            InetAddress.getByName(given);
            return given;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("unknown host");
        }
    }

    private static String topic(String given) {
        // Kafka allows 249; the longest companion adds .dead-letters
        if (!given.matches("[a-zA-Z0-9._-]{1,230}")) {
            throw new IllegalArgumentException("not a Kafka topic name");
        }
        return given;
    }

    private static int height(String given) {
        return number(given, 0, Integer.MAX_VALUE);
    }

    private static int number(String given, int least, int most) {
        if (!given.matches("\\d{1,10}") || Long.parseLong(given) < least || Long.parseLong(given) > most) {
            throw new IllegalArgumentException("not a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(given);
    }

    private static String duration(String given) {
        if (!given.matches("\\d{1,9}(ms|s|m|h)")) {
            throw new IllegalArgumentException("not a time such as 500ms, 10s or 5m");
        }
        return given;
    }

    private static String interval(String given) {
        if (duration(given).matches("0+\\D+")) {
            throw new IllegalArgumentException(
                    "not a time above zero, which it must be: it is how often something is done");
        }
        return given;
    }

    /** @param ofDay what a mere date means */
    private static long time(String given, LocalTime ofDay) {
        if (given.matches("\\d{1,12}")) {
            return Long.parseLong(given);
        }
        return given.contains("T")
                ? Instant.parse(given).getEpochSecond()
                : LocalDate.parse(given).atTime(ofDay).toEpochSecond(ZoneOffset.UTC);
    }

    private static URI url(String given, String... schemes) {
        URI url = URI.create(given);
        if (schemes.length > 0 && (url.getHost() == null || !List.of(schemes).contains(url.getScheme()))) {
            throw new IllegalArgumentException("not a URL that begins with " + String.join(":// or ", schemes) + "://");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException("user and password have settings of their own, outside the URL");
        }
        return url;
    }

    private static Network network(String given) {
        return Network.of(given);
    }

    private static boolean trueOrFalse(String given) {
        if (!given.matches("true|false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return given.equals("true");
    }

    private static int count(String given) {
        return number(given, 0, Integer.MAX_VALUE);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String fileSystem(String given, Optional<Path> configDirectory) {
        HdfsComponent.requireUrl(given, configDirectory);
        return given;
    }

    private static Path configDirectory(String given) {
        HdfsComponent.requireConfigDirectory(Path.of(given));
        return Path.of(given);
    }

    private static String login(String principal, String keytabFile, Optional<Path> configDirectory) {
        HdfsComponent.requireLogin(principal, keytabFile, configDirectory);
        return keytabFile;
    }

    private static String absolutePath(String given) {
        if (!given.startsWith("/")) {
            throw new IllegalArgumentException("not an absolute path such as /data/blocks");
        }
        return given;
    }

    private static List<String> list(String given) {
        return Arrays.stream(given.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static <E extends Enum<E>> E oneOf(Class<E> names, String given) {
        return EnumSet.allOf(names).stream()
                .filter(name -> name.name().toLowerCase(Locale.ROOT).equals(given))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + given + "' is none of "
                        + EnumSet.allOf(names).toString().toLowerCase(Locale.ROOT)));
    }
}
