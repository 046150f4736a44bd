package pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A command that takes any setting of the pipeline as {@code --key=value} besides its own options. */
abstract class SettingsCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsCommand.class);

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    /** What is no option: settings, for {@link Settings} to judge. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--help", usageHelp = true, description = Commands.HELP)
    private boolean help;

    SettingsCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @return the exit status */
    abstract int run(Settings settings) throws Exception;

    @Override
    public final Integer call() throws Exception {
        refuseOthers(arguments);
        LibJars.requireWhole();
        Settings settings = Settings.read(arguments(), environment, Path.of(""));
        Logs.apply(settings.logging());
        LibJars.joined().ifPresent(jars -> LOG.info("Jars     {}", jars));
        return run(settings);
    }

    /** Where the settings come from, for a person. */
    final String origins() {
        return SettingsText.read(arguments(), environment, Path.of(""), new ArrayList<>())
                .origins();
    }

    /** For what can be no setting. */
    void refuseOthers(List<String> arguments) {}

    /** With those that stand before the command's name. */
    final List<String> arguments() {
        List<String> all = new ArrayList<>();
        if (spec.parent() != null) {
            all.addAll(((SettingsCommand) spec.parent().userObject()).arguments);
        }
        all.addAll(arguments);
        return all;
    }

    final CommandSpec spec() {
        return spec;
    }
}
