package chaos;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import pipeline.FaultyNode;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Reaction;
import pipeline.FaultyNode.Request;
import pipeline.embedded.SampleNode;

/**
 * A node in a JVM of its own: the sample chain and what a {@link Journal} tells beyond it. A line on its standard input, such as
 * {@code BUSY 3000}, disturbs it for as many milliseconds.
 */
final class NodeProgram {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Map<String, byte[]> spent = new ConcurrentHashMap<>();
    private volatile Disturbance disturbance;
    private volatile long disturbedUntil = System.nanoTime();

    private NodeProgram() {}

    /** Arguments: the journal, the file to write the port to, and {@code rest} or {@code rpc} for what is open. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new NodeProgram().run(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2].equals("rest"));
    }

    private void run(Path journalFile, Path portFile, boolean rest) throws IOException, InterruptedException {
        SampleNode sample = SampleNode.start();
        FaultyNode node = FaultyNode.before(sample);
        for (Disturbance possible : Disturbance.values()) {
            node.on(request -> isOn(possible) && possible.takes(request), FaultyNode.ALWAYS, possible.reaction());
        }
        node.on(this::asksForMinedSpentOutputs, FaultyNode.ALWAYS, this::answerSpentOutputs);
        if (!rest) {
            node.withoutRest();
        }
        Journal journal = new Journal(journalFile);
        hear(journal, sample);
        announce(URI.create(node.url()).getPort(), portFile);
        listenToCommands();
        while (true) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            hear(journal, sample);
        }
    }

    private void hear(Journal journal, SampleNode sample) throws IOException {
        for (List<Journal.Heard> branch : journal.hear()) {
            branch.forEach(heard -> spent.put(heard.block().hash(), heard.spent()));
            sample.switchTo(branch.stream().map(Journal.Heard::block).toList());
        }
    }

    private static void announce(int port, Path file) throws IOException {
        Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), String.valueOf(port));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void listenToCommands() {
        Thread commands = new Thread(() -> {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            lines.lines().map(line -> line.split(" ")).forEach(command -> {
                disturbance = Disturbance.valueOf(command[0]);
                disturbedUntil = System.nanoTime()
                        + Duration.ofMillis(Long.parseLong(command[1])).toNanos();
            });
            System.exit(0);
        });
        commands.setDaemon(true);
        commands.start();
    }

    private boolean isOn(Disturbance possible) {
        return disturbance == possible && System.nanoTime() < disturbedUntil;
    }

    private boolean asksForMinedSpentOutputs(Request request) {
        return request.isRest() && request.asksForSpentOutputs() && spent.containsKey(hash(request));
    }

    private void answerSpentOutputs(FaultyNode node, HttpExchange exchange, Request request) throws IOException {
        Reaction.answer(new Answer(200, spent.get(hash(request)))).react(node, exchange, request);
    }

    private static String hash(Request request) {
        List<String> parts = Arrays.asList(request.path().split("[/.]"));
        return parts.size() < 2 ? "" : parts.get(parts.size() - 2);
    }
}
