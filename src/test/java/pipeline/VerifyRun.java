package pipeline;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import pipeline.chain.ChainIndex;

/**
 * A run of {@code verify} in this JVM.
 *
 * @param output what it has printed
 */
record VerifyRun(int status, String output) {

    /** Over the files alone. */
    static VerifyRun of(Path archive, String... arguments) throws Exception {
        return of(archive, Optional.empty(), List.of(), arguments);
    }

    /** With a node to compare with and to mend from. */
    static VerifyRun withNode(Path archive, String node, String... arguments) throws Exception {
        return of(archive, Optional.empty(), List.of(URI.create(node)), arguments);
    }

    static VerifyRun of(Path archive, Optional<ChainIndex> index, List<URI> nodes, String... arguments)
            throws Exception {
        List<String> given = new ArrayList<>(List.of(
                "--hdfs.url=file:" + archive.getRoot(),
                "--archive.directory=" + archive,
                "--verify.directory=" + archive.resolveSibling("verify")));
        given.addAll(Arrays.asList(arguments));
        boolean repair = given.remove("--repair");
        boolean fromManifest = given.remove("--from-manifest");
        Settings settings = Settings.read(given, Map.of(), Path.of(""));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
        KnownSystems systems = new KnownSystems(index, nodes, List.of());
        int status = new VerifyCommand(settings, repair, fromManifest, systems, out).run();
        return new VerifyRun(status, output.toString(StandardCharsets.UTF_8));
    }

    /** Its lines that name a file with a fault. */
    List<String> faults() {
        return output.lines()
                .filter(line -> line.matches("\\S+(, height \\d+)?: .*"))
                .toList();
    }

    /** The number behind the words in the summary; 0 where they are not there. */
    long count(String words) {
        return output.lines()
                .filter(line -> line.strip().startsWith(words))
                .map(line -> line.replaceAll(".* ([0-9,]+)$", "$1").replace(",", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    @Override
    public String toString() {
        return output.lines().collect(Collectors.joining("\n", "status " + status + "\n", ""));
    }
}
