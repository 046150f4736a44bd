package pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** What the settings say of the log. Log4j has begun without them, by {@code log4j2.properties}. */
final class Logs {

    private Logs() {}

    /** Levels, and secrets masked on the console. */
    static void apply(Settings.Logging logging) {
        if (logging.level() != org.slf4j.event.Level.INFO) {
            Configurator.setRootLevel(level(logging.level()));
        }
        logging.loggers().forEach((name, level) -> Configurator.setLevel(name, level(level)));
        Appender console = root().getAppenders().get("console");
        if (console instanceof ConsoleAppender) {
            root().removeAppender("console");
            add(ConsoleAppender.newBuilder()
                    .setName("console")
                    .setLayout(new MaskedLayout(console.getLayout(), logging.secrets()))
                    .build());
        }
    }

    /** A file for each role of this process that has one. */
    static void openFiles(Settings.Logging logging, Set<Role> roles) throws SettingsException {
        if (logging.directory().isEmpty()) {
            return;
        }
        requireWritable(logging.directory().get());
        boolean ingests = roles.contains(Role.INGEST);
        boolean archives = roles.contains(Role.ARCHIVE) || roles.contains(Role.COMPACT);
        LogFile file =
                new LogFile(context().getConfiguration(), logging.directory().get(), logging.json(), logging.secrets());
        if (ingests) {
            add(file.appender("ingest", LogFile.OF_ARCHIVE));
        }
        if (archives) {
            add(file.appender("archive", LogFile.OF_INGEST));
        }
    }

    /** Log4j would only say that it has no appender. */
    private static void requireWritable(Path directory) throws SettingsException {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, ".writable", ""));
        } catch (IOException e) {
            throw new SettingsException(
                    List.of("Cannot write logs into " + directory.toAbsolutePath() + " (logging.directory): " + e));
        }
    }

    private static void add(Appender appender) {
        appender.start();
        root().addAppender(appender, null, null);
        context().updateLoggers();
    }

    private static Level level(org.slf4j.event.Level level) {
        return Level.valueOf(level.name());
    }

    private static LoggerConfig root() {
        return context().getConfiguration().getRootLogger();
    }

    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(false);
    }
}
