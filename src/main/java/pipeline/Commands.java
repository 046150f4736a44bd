package pipeline;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.camel.main.Main;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import pipeline.tables.DayRange;

/** The command line: without a command the pipeline runs. */
final class Commands {

    private static final String SETTINGS =
            "%nSettings of application.properties are given as @|yellow --key=value|@, such as"
                    + " @|yellow --kafka.brokers=host:9092|@; an environment variable (@|yellow KAFKA_BROKERS|@) and a file"
                    + " @|yellow application.properties|@ in the working directory stand behind them.%n";
    static final String HELP = "Tells what the command does and how it ends.";

    private static final String STATUS = "%nExit status:%n";
    private static final String REFUSED = "2:the settings, or what they point at, do not allow to go on";

    private Commands() {}

    /** @param main not yet started */
    static CommandLine of(Main main, Map<String, String> environment) {
        return new CommandLine(new Run(main, environment))
                .addSubcommand(new Check(environment))
                .addSubcommand(new Compact(environment))
                .addSubcommand(new Init())
                .addSubcommand(new Replay(environment))
                .addSubcommand(new Verify(environment))
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler((fault, line, parsed) -> {
                    if (!(fault instanceof SettingsException)) {
                        throw fault;
                    }
                    refuse(line.getErr(), "camel-pipeline cannot start:" + System.lineSeparator() + fault.getMessage());
                    return ProcessEnd.REFUSED;
                })
                .setParameterExceptionHandler((fault, arguments) -> {
                    refuse(fault.getCommandLine().getErr(), fault.getMessage());
                    return ProcessEnd.REFUSED;
                });
    }

    private static void refuse(PrintWriter err, String message) {
        err.println(message);
        err.flush();
    }

    @Command(
            name = "camel-pipeline",
            versionProvider = Versions.class,
            customSynopsis = "java -jar camel-pipeline.jar [command] [--key=value ...]",
            description =
                    "Copies every block of a Bitcoin node to Kafka as Avro, archives it in HDFS, and writes tables of it."
                            + " Without any setting everything is embedded: a broker, a sample chain, a local archive.",
            footer = SETTINGS,
            exitCodeListHeading = STATUS,
            exitCodeList = {
                "0:a range with an end is published and archived",
                REFUSED,
                "3:a height of the range is a dead letter",
                "143:the process was told to stop by SIGTERM"
            },
            commandListHeading = "%nCommands:%n",
            sortOptions = false)
    static final class Run extends SettingsCommand {

        private final Main main;

        @Option(
                names = "--version",
                versionHelp = true,
                description = "Tells the versions of the pipeline and of Java.")
        private boolean version;

        Run(Main main, Map<String, String> environment) {
            super(environment);
            this.main = main;
        }

        @Override
        int run(Settings settings) throws Exception {
            return CamelPipeline.run(main, settings);
        }

        @Override
        void refuseOthers(List<String> arguments) {
            // a later one belongs to a setting that was not written as one
            arguments.stream()
                    .limit(1)
                    .filter(argument -> !argument.startsWith("-"))
                    .forEach(name -> {
                        throw new ParameterException(
                                spec().commandLine(),
                                "Unknown command " + name + ": there is "
                                        + String.join(", ", spec().subcommands().keySet())
                                        + ", and without a command the pipeline runs");
                    });
        }
    }

    @Command(
            name = "check",
            description =
                    "Reaches every system that the settings name and prints what works and what to do about the rest. It"
                            + " changes nothing: a file that it writes into the archive's folder is removed again.",
            footer = SETTINGS,
            exitCodeListHeading = STATUS,
            exitCodeList = {"0:nothing fails", "1:something fails", "2:the settings are refused"})
    static final class Check extends SettingsCommand {

        Check(Map<String, String> environment) {
            super(environment);
        }

        @Override
        int run(Settings settings) throws Exception {
            CommandLine line = spec().commandLine();
            return CamelPipeline.check(
                    settings, origins(), line.getOut(), line.getColorScheme().ansi());
        }
    }

    @Command(
            name = "compact",
            description = "Writes the tables of the days that are final and not yet written, or of the days named, both"
                    + " inclusive, whether they are written or not.",
            footer = SETTINGS,
            exitCodeListHeading = STATUS,
            exitCodeList = {"0:all are written", "1:some could not be", REFUSED})
    static final class Compact extends SettingsCommand {

        @Option(names = "--from-date", paramLabel = "YYYY-MM-DD", description = "First day, in UTC.")
        private Optional<LocalDate> from;

        @Option(names = "--to-date", paramLabel = "YYYY-MM-DD", description = "Last day, in UTC.")
        private Optional<LocalDate> to;

        Compact(Map<String, String> environment) {
            super(environment);
        }

        @Override
        int run(Settings settings) throws Exception {
            if (from.isPresent() && to.stream().anyMatch(from.get()::isAfter)) {
                throw new ParameterException(
                        spec().commandLine(), "--from-date=" + from.get() + " is after --to-date=" + to.get());
            }
            return CamelPipeline.compact(settings, new DayRange(from, to));
        }
    }

    @Command(
            name = "init",
            description =
                    "Writes application.properties with every setting, its meaning and its default into a folder, ready"
                            + " to be edited. What is there already stays.",
            exitCodeListHeading = STATUS,
            exitCodeList = {"0:written", REFUSED})
    static final class Init implements Callable<Integer> {

        @Option(names = "--help", usageHelp = true, description = HELP)
        private boolean help;

        @Parameters(
                arity = "0..1",
                paramLabel = "folder",
                defaultValue = ".",
                description = "Made where it is missing.")
        private Path folder;

        @ParentCommand
        private Run pipeline;

        @Override
        public Integer call() throws SettingsException {
            if (!pipeline.arguments().isEmpty()) {
                throw new SettingsException(List.of("init takes no settings: " + pipeline.arguments()));
            }
            try {
                return new InitCommand(folder, System.out).run();
            } catch (IOException e) {
                throw new SettingsException(List.of("Cannot write into " + folder + ": " + e));
            }
        }
    }

    @Command(
            name = "replay",
            description =
                    "Closes the open dead letters, so that a pipeline takes up their heights and records again, and tells"
                            + " what is left. It publishes nothing itself.",
            footer = SETTINGS,
            exitCodeListHeading = STATUS,
            exitCodeList = {"0:all are closed", "1:some are left, whose records are no longer on the topic", REFUSED})
    static final class Replay extends SettingsCommand {

        Replay(Map<String, String> environment) {
            super(environment);
        }

        @Override
        int run(Settings settings) throws InterruptedException {
            return CamelPipeline.replay(settings);
        }
    }

    @Command(
            name = "verify",
            description =
                    "Audits the archive: each hash, proof of work, parent link, merkle root and witness commitment, each"
                            + " field and each height, from the files alone; and what chain index and node know of them.",
            footer = SETTINGS,
            exitCodeListHeading = STATUS,
            exitCodeList = {"0:no fault, or all are mended", "1:there is a fault", REFUSED})
    static final class Verify extends SettingsCommand {

        @Option(
                names = "--repair",
                description = "Fetches what is missing or broken from the node; keeps what was there.")
        private boolean repair;

        @Option(
                names = "--from-manifest",
                description = "Audits only what is newer than the last audit without a fault.")
        private boolean fromManifest;

        Verify(Map<String, String> environment) {
            super(environment);
        }

        @Override
        int run(Settings settings) {
            return CamelPipeline.verify(settings, repair, fromManifest);
        }
    }

    /** {@code Implementation-Version} of the jar. */
    static final class Versions implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String own = Commands.class.getPackage().getImplementationVersion();
            return new String[] {
                "camel-pipeline " + (own == null ? "from its class files" : own), "Java " + Runtime.version()
            };
        }
    }
}
