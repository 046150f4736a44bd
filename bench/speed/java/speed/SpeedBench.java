package speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import speed.Table.Stage;

/**
 * How fast the jar copies blocks, stage by stage, beside what bounds each stage in the same run. Nothing is asserted but that each
 * run ends well: it is a measurement.
 */
class SpeedBench {

    private static final int LARGE = Integer.getInteger("bench.large", 800);
    private static final int HEAP = Integer.getInteger("bench.heap", 512);
    private static final int SMALL = Integer.getInteger("bench.small", 30_000);
    private static final int LARGEST = 60;
    private static final int LARGEST_BYTES = 4_000_000;

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
                        System.out.println("Round " + round + ": " + table.line(stage));
                    }
                }
            }
        }
        table.print();
    }

    private void measure(Stage stage, Servers servers) throws Exception {
        switch (stage) {
            case INGEST -> {
                String node = servers.node("large", text(LARGE), "none");
                String topic = "large-" + round;
                Run run = ingest(servers, topic, HEAP, node, LARGE, "--bitcoin.prevouts=none");
                Moments published = published(servers, topic);
                table.add(stage, published.rate(), run, LARGE);
                table.add(Stage.START, (published.first() - run.start().toEpochMilli()) / 1000.0, run, LARGE);
                table.ceiling(stage, "fetch", Ceilings.fetch(node, LARGE));
                table.ceiling(
                        stage,
                        "produce",
                        Ceilings.produce(
                                servers,
                                created(servers, "ceiling-" + topic),
                                Ceilings.values(servers, topic, 300_000_000)));
            }
            case PREVOUTS -> {
                String node = servers.node("large", text(LARGE), "prevouts");
                String topic = "prevouts-" + round;
                Run run = ingest(servers, topic, HEAP, node, LARGE, "--bitcoin.prevouts=required");
                table.add(stage, published(servers, topic).rate(), run, LARGE);
            }
            case ARCHIVE -> {
                String topic = fill(servers, "large", LARGE);
                Run run = archive(servers, topic, HEAP, LARGE);
                table.add(stage, archived(servers, topic).rate(), run, LARGE);
                try (FileSystem files = servers.files()) {
                    table.ceiling(
                            stage,
                            "write",
                            Ceilings.write(files, folder(topic), folder("ceiling-" + topic), LARGE / 2));
                    files.delete(folder("ceiling-" + topic), true);
                    files.delete(folder(topic), true);
                }
            }
            case BOTH -> {
                String node = servers.node("large", text(LARGE), "none");
                Path folder = Files.createDirectories(directory.resolve("both-" + round));
                Run run = Run.of(
                        HEAP,
                        folder,
                        "--bitcoin.rpc.url=" + node,
                        "--bitcoin.prevouts=none",
                        "--archive.directory=/data/blocks",
                        "--heights.to=" + LARGE);
                table.add(stage, localFiles(folder).rate(), run, LARGE);
                delete(folder);
            }
            case SMALL_INGEST -> {
                String node = servers.node("small", text(SMALL), "none");
                String topic = "small-" + round;
                Run run = ingest(servers, topic, HEAP, node, SMALL, "--bitcoin.prevouts=none");
                table.add(stage, published(servers, topic).rate(), run, SMALL);
                table.ceiling(stage, "fetch", Ceilings.fetch(node, SMALL));
            }
            case SMALL_ARCHIVE -> {
                String topic = fill(servers, "small", SMALL);
                Run run = archive(servers, topic, HEAP, SMALL);
                table.add(stage, archived(servers, topic).rate(), run, SMALL);
                try (FileSystem files = servers.files()) {
                    table.ceiling(
                            stage,
                            "write",
                            Ceilings.write(files, folder(topic), folder("ceiling-" + topic), SMALL / 2));
                    files.delete(folder("ceiling-" + topic), true);
                    files.delete(folder(topic), true);
                }
            }
            case LARGEST_INGEST -> {
                String topic = LARGEST_BYTES + "-" + round;
                String node = servers.node(text(LARGEST_BYTES), text(LARGEST), "none");
                Run run = ingest(servers, topic, 1024, node, LARGEST, "--bitcoin.prevouts=none");
                table.add(stage, published(servers, topic).rate(), run, LARGEST);
            }
            case LARGEST_ARCHIVE -> {
                String topic = fill(servers, text(LARGEST_BYTES), LARGEST);
                Run run = archive(servers, topic, 1024, LARGEST);
                table.add(stage, archived(servers, topic).rate(), run, LARGEST);
            }
            default -> {
                // START is measured with INGEST
            }
        }
    }

    private String fill(Servers servers, String chain, int blocks) throws Exception {
        String topic = chain + "-" + round;
        if (!filled.contains(topic)) {
            ingest(servers, topic, 1024, servers.node(chain, text(blocks), "none"), blocks, "--bitcoin.prevouts=none");
        }
        return topic;
    }

    private Run ingest(Servers servers, String topic, int megabytes, String node, int to, String... more)
            throws IOException, InterruptedException {
        filled.add(topic);
        String[] settings = Stream.concat(
                        Stream.of(
                                "--pipeline.roles=ingest",
                                "--bitcoin.rpc.url=" + node,
                                "--kafka.brokers=" + servers.brokers(),
                                "--kafka.topics.raw-blocks=" + topic,
                                "--heights.to=" + to),
                        Arrays.stream(more))
                .toArray(String[]::new);
        return Run.of(megabytes, directory.resolve("ingest-" + topic), settings);
    }

    private Run archive(Servers servers, String topic, int megabytes, int to) throws IOException, InterruptedException {
        return Run.of(
                megabytes,
                directory.resolve("archive-" + topic),
                "--pipeline.roles=archive",
                "--kafka.brokers=" + servers.brokers(),
                "--kafka.topics.raw-blocks=" + topic,
                "--hdfs.url=" + servers.hdfs(),
                "--archive.directory=" + folder(topic),
                "--heights.to=" + to);
    }

    private static org.apache.hadoop.fs.Path folder(String topic) {
        return new org.apache.hadoop.fs.Path("/user/bench/" + topic);
    }

    // the record of a block in the index goes with the block's own, and is small
    private static Moments published(Servers servers, String topic) {
        return Moments.of(Ceilings.times(servers, topic + ".chain"));
    }

    private static Moments archived(Servers servers, String topic) throws Exception {
        try (FileSystem files = servers.files()) {
            FileStatus[] found = files.listStatus(folder(topic));
            return Moments.of(
                    Arrays.stream(found).filter(FileStatus::isFile).mapToLong(FileStatus::getModificationTime));
        }
    }

    private static Moments localFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return Moments.of(all.filter(file -> file.getFileName().toString().startsWith("block_"))
                    .mapToLong(file -> file.toFile().lastModified()));
        }
    }

    private static String created(Servers servers, String topic) throws Exception {
        try (var admin = servers.kafka().admin()) {
            admin.createTopics(
                            List.of(new NewTopic(topic, 6, (short) 1).configs(Map.of("max.message.bytes", "20000000"))))
                    .all()
                    .get();
        }
        return topic;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        assertThat(folder).doesNotExist();
    }

    private static String text(int number) {
        return String.valueOf(number);
    }
}
