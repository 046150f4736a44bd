package pipeline;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import org.slf4j.event.Level;
import pipeline.bitcoin.Credentials;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.Prevouts;
import pipeline.chain.HeightRange;
import pipeline.console.Console;
import pipeline.live.RouteFiles;
import pipeline.observe.HealthLimits;
import pipeline.tables.DayRule;

/**
 * The settings as values. Names, meanings and defaults are in {@code application.properties}.
 *
 * @param fetchParallelism blocks fetched and decoded at a time
 * @param sinks names of those shipped that are switched on
 * @param all every setting as text, for the routes
 */
record Settings(
        Set<Role> roles,
        Node node,
        HeightRange heights,
        int fetchParallelism,
        Kafka kafka,
        Registry registry,
        Archive archive,
        Compact compact,
        Verify verify,
        Optional<Console> console,
        boolean camelCli,
        HealthLimits health,
        Logging logging,
        RouteFiles routes,
        Set<String> sinks,
        Properties all) {

    /**
     * @param urls none for the embedded sample node
     * @param user empty where the node asks for none or has a cookie
     * @param publishers of announcements over ZMQ, {@code tcp://host:port}; none where polls are all
     */
    record Node(
            List<URI> urls,
            String user,
            String password,
            Optional<Path> cookieFile,
            List<String> publishers,
            Prevouts prevouts) {

        boolean isEmbedded() {
            return urls.isEmpty();
        }

        Credentials credentials() {
            if (cookieFile.isPresent()) {
                return Credentials.cookie(cookieFile.get());
            }
            return user.isEmpty() ? Credentials.none() : Credentials.of(user, password);
        }

        /** Secrets stay out of logs. */
        @Override
        public String toString() {
            return "Node" + urls;
        }
    }

    /**
     * @param brokers empty for the embedded broker
     * @param topic of the blocks
     * @param client settings that go to Kafka's clients as they are
     */
    record Kafka(
            String brokers, String topic, int partitions, OptionalInt replicationFactor, Map<String, Object> client) {

        /** Of the schema of the topic's values, in a registry. */
        String subject() {
            return topic + "-value";
        }

        boolean isEmbedded() {
            return brokers.isEmpty();
        }

        /** Secrets stay out of logs. */
        @Override
        public String toString() {
            return "Kafka[" + brokers + "]";
        }
    }

    /** @param user empty where the registry asks for none */
    record Registry(Optional<URI> url, String user, String password) {

        /** Secrets stay out of logs. */
        @Override
        public String toString() {
            return "Registry[" + url + "]";
        }
    }

    /**
     * @param user set by the user; empty for the system user or whoever logs in to Kerberos
     * @param configDirectory empty where the class path has Hadoop's configuration, or nothing has
     * @param kerberosPrincipal empty for no login, as is the file of its keys
     * @param directory absolute, within the file system
     */
    record Archive(
            String url,
            String user,
            String configDirectory,
            String kerberosPrincipal,
            String kerberosKeytabFile,
            String directory) {

        /** What the directory stands under, for a person: a local folder by its absolute path. */
        String root() {
            return url.startsWith("file:")
                    ? Path.of(url.substring("file:".length())).toAbsolutePath().toString()
                    : url;
        }
    }

    /**
     * @param directory of the tables; absolute, within the file system of the archive
     * @param rule when a day is final
     * @param checkInterval how long tables that are written are taken for granted
     */
    record Compact(String directory, DayRule rule, Duration checkInterval) {}

    /**
     * @param parallelism files read and audited at a time
     * @param network empty to find it out
     * @param prevouts whether to prove what inputs say of the outputs they spend
     * @param directory for what does not fit memory, and for where an interrupted audit goes on
     */
    record Verify(int parallelism, Optional<Network> network, boolean prevouts, Path directory) {}

    /**
     * @param level of all loggers that have none of their own
     * @param loggers levels by the names of loggers
     * @param directory of the files; none where there are to be none
     * @param json whether each line of a file is a JSON object
     * @param secrets never shown
     */
    record Logging(
            Level level, Map<String, Level> loggers, Optional<Path> directory, boolean json, Set<String> secrets) {

        /** Secrets stay out of logs. */
        @Override
        public String toString() {
            return "Logging[" + level + "]";
        }
    }

    /**
     * Reads all settings.
     *
     * @param arguments the command line: {@code --key=value}
     * @throws SettingsException naming every fault, not only the first
     */
    static Settings read(List<String> arguments, Map<String, String> environment, Path workingDirectory)
            throws SettingsException {
        List<String> faults = new ArrayList<>();
        SettingsText text = SettingsText.read(arguments, environment, workingDirectory, faults);
        Settings settings = new SettingsReader(text, faults).read();
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
        return settings;
    }

    boolean watchesAddresses() {
        return sinks.contains("wallet-watch") || sinks.contains("electrum");
    }

    boolean does(Role role) {
        return roles.contains(role);
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "Settings" + roles;
    }
}
