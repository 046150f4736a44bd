package speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import speed.Table.Stage;

/**
 * How fast the jar copies blocks, stage by stage, beside what bounds each stage in the same run. Nothing is asserted but that each
 * run ends well: it is a measurement.
 */
class SpeedBench {

    private static final long CEILING_BYTES = 300_000_000;

    @TempDir
    private static Path directory;

    private final Table table = new Table();
    private final Set<String> filled = new HashSet<>();
    private int round;

    @Test
    void measures() throws Exception {
        assumeTrue(Files.exists(Options.blocks()), "No blocks to measure with: " + Options.blocks());
        try (Servers servers = new Servers(directory)) {
            for (round = 1; round <= Options.rounds(); round++) {
                for (Stage stage : Stage.values()) {
                    if (Options.stages().test(stage.name().toLowerCase(Locale.ROOT))) {
                        measure(stage, servers);
                        System.out.print("Round " + round + ": " + table.line(stage));
                    }
                }
            }
        }
        table.print();
    }

    private void measure(Stage stage, Servers servers) throws Exception {
        switch (stage) {
            case START -> start(stage, servers);
            case INGEST, PREVOUTS, SMALL_INGEST, LARGEST_INGEST -> ingest(stage, servers);
            case ARCHIVE, SMALL_ARCHIVE, LARGEST_ARCHIVE -> archive(stage, servers);
            case BOTH -> both(stage, servers);
        }
    }

    private void start(Stage stage, Servers servers) throws Exception {
        Run run = fill(stage, servers);
        long first =
                Moments.of(Ceilings.times(servers, topic(stage) + ".chain")).first();
        table.add(stage, (first - run.start().toEpochMilli()) / 1000.0, run);
    }

    private void ingest(Stage stage, Servers servers) throws Exception {
        String topic = topic(stage);
        Run run = fill(stage, servers);
        Moments published = Moments.of(Ceilings.times(servers, topic + ".chain"));
        table.add(stage, published.rate(), run);
        settle();
        table.ceiling(stage, "fetch", Ceilings.fetch(node(stage, servers), Options.from(), stage.blocks()));
        List<byte[]> values = Ceilings.values(servers, topic, CEILING_BYTES);
        create(servers, "ceiling-" + topic);
        table.ceiling(stage, "produce", Ceilings.produce(servers, "ceiling-" + topic, values));
    }

    private void archive(Stage stage, Servers servers) throws Exception {
        String topic = topic(stage);
        if (!filled.contains(topic)) {
            fill(stage, servers);
        }
        List<byte[]> values = Ceilings.values(servers, topic, CEILING_BYTES).stream()
                .limit(40)
                .toList();
        try (FileSystem files = servers.files()) {
            settle();
            table.ceiling(stage, "write", Ceilings.write(files, values, folder("ceiling"), stage.blocks() / 2));
            files.delete(folder("ceiling"), true);
            settle();
            Run run = run(
                    stage,
                    "archive",
                    "--pipeline.roles=archive",
                    "--kafka.brokers=" + servers.brokers(),
                    "--kafka.topics.raw-blocks=" + topic,
                    "--hdfs.url=" + servers.hdfs(),
                    "--archive.directory=" + folder(topic));
            Moments archived = Moments.of(Arrays.stream(files.listStatus(folder(topic)))
                    .filter(FileStatus::isFile)
                    .mapToLong(FileStatus::getModificationTime));
            table.add(stage, archived.rate(), run);
            files.delete(folder(topic), true);
        }
    }

    private void both(Stage stage, Servers servers) throws Exception {
        settle();
        Run run = run(stage, "both", "--bitcoin.rpc.url=" + node(stage, servers), "--bitcoin.prevouts=none");
        try (Stream<Path> all = Files.walk(directory.resolve("both-" + topic(stage)))) {
            Moments archived =
                    Moments.of(all.filter(file -> file.getFileName().toString().startsWith("block_"))
                            .mapToLong(file -> file.toFile().lastModified()));
            table.add(stage, archived.rate(), run);
        }
    }

    private Run fill(Stage stage, Servers servers) throws Exception {
        settle();
        filled.add(topic(stage));
        return run(
                stage,
                "ingest",
                "--pipeline.roles=ingest",
                "--bitcoin.rpc.url=" + node(stage, servers),
                "--bitcoin.prevouts=" + (stage.prevouts().equals("none") ? "none" : "required"),
                "--kafka.brokers=" + servers.brokers(),
                "--kafka.topics.raw-blocks=" + topic(stage));
    }

    private Run run(Stage stage, String what, String... settings) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("--heights.from=" + Options.from());
        all.add("--heights.to=" + (Options.from() + stage.blocks()));
        all.addAll(Options.settings());
        return Run.of(stage.heap(), directory.resolve(what + "-" + topic(stage)), all);
    }

    private String node(Stage stage, Servers servers) {
        return Options.node()
                .orElseGet(() -> servers.node(stage.chain(), String.valueOf(stage.blocks()), stage.prevouts()));
    }

    /** Stages with the same blocks and as many share it. */
    private String topic(Stage stage) {
        return String.join("-", stage.chain(), String.valueOf(stage.blocks()), stage.prevouts(), String.valueOf(round));
    }

    private static org.apache.hadoop.fs.Path folder(String name) {
        return new org.apache.hadoop.fs.Path("/user/bench/" + name);
    }

    /** What was written before must not go to the disks now. */
    private static void settle() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sync").start().waitFor()).isZero();
    }

    private static void create(Servers servers, String topic) throws Exception {
        NewTopic wanted = new NewTopic(topic, 6, (short) 1).configs(Map.of("max.message.bytes", "20000000"));
        try (Admin admin = servers.kafka().admin()) {
            admin.createTopics(List.of(wanted)).all().get();
        }
    }
}
