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
import java.util.regex.Pattern;
import pipeline.FaultyNode;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Reaction;
import pipeline.FaultyNode.Request;
import pipeline.embedded.SampleNode;

/**
 * A node in a JVM of its own: the sample chain and what a {@link Journal} tells beyond it. A line on its standard input, such as
 * {@code BUSY 3000 7}, disturbs it for as many milliseconds, under a number that it notes once that has met a request.
 */
final class NodeProgram {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** The pipeline fetches wrong bytes four times before it takes the node at its word; an honest one is not that unlucky. */
    private static final int LIES_A_BLOCK = 2;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Map<String, byte[]> spent = new ConcurrentHashMap<>();
    private final Hits hits;
    private volatile Order order = new Order(Disturbance.BUSY, new Spell(Duration.ZERO), "none");

    private NodeProgram(Hits hits) {
        this.hits = hits;
    }

    private record Order(Disturbance disturbance, Spell spell, String number) {}

    /**
     * Arguments: the journal, the file to write the port to, {@code rest} or {@code rpc} for what is open, and the file to note
     * hits in.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new NodeProgram(new Hits(Path.of(arguments[3])))
                .run(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2].equals("rest"));
    }

    private void run(Path journalFile, Path portFile, boolean rest) throws IOException, InterruptedException {
        SampleNode sample = SampleNode.start();
        FaultyNode node = FaultyNode.before(sample);
        for (Disturbance possible : Disturbance.values()) {
            node.on(request -> isOn(possible, request), FaultyNode.ALWAYS, noted(possible.reaction()));
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
                Spell spell = new Spell(Duration.ofMillis(Long.parseLong(command[1])));
                order = new Order(Disturbance.valueOf(command[0]), spell, command[2]);
            });
            System.exit(0);
        });
        commands.setDaemon(true);
        commands.start();
    }

    private boolean isOn(Disturbance possible, Request request) {
        Order now = order;
        return now.disturbance == possible
                && now.spell.isOn()
                && possible.takes(request)
                && (possible != Disturbance.LYING || mayLieAgain(request));
    }

    /** Noted before it happens: the node that is started again after a kill must not begin anew. */
    private boolean mayLieAgain(Request request) {
        return HASH.matcher(request.path() + request.body())
                .results()
                .allMatch(hash -> hits.note("lie " + hash.group(), LIES_A_BLOCK));
    }

    private Reaction noted(Reaction reaction) {
        return (node, exchange, request) -> {
            String number = order.number;
            reaction.react(node, exchange, request);
            hits.note(number, 1);
        };
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
