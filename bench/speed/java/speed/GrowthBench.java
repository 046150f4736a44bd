package speed;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chaos.Link;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How rate and cost grow with what works at a time, with the size of a block, and with the length of a run; one run each. It asserts
 * nothing but that each run ends well.
 */
class GrowthBench {

    private static final String LARGE = "large";
    private static final String SMALL = "small";

    /** MB, as blocks of 4 MB need it. */
    private static final int HEAP = 1024;

    private static final int LARGE_BLOCKS = 400;

    /** Ranges enough that three processes have about as many each. */
    private static final int SHARED_BLOCKS = 18_000;

    /** By which a node that limits each connection answers later, and hears later. */
    private static final Duration LINE = Duration.ofMillis(10);

    private static final int LONG_RUN = 100_000;

    @TempDir
    private static Path directory;

    private int started;

    @Test
    void measures() throws Exception {
        assumeTrue(Files.exists(Options.blocks()), "No blocks to measure with: " + Options.blocks());
        try (Servers servers = new Servers(directory)) {
            System.out.printf(
                    "%-44s %9s %12s %10s %9s%n", "growth, one run each", "a second", "CPU ms each", "heap MB", "GC ms");
            fetchers(servers);
            sizes(servers);
            ingests(servers);
            archives(servers);
            longRun(servers);
        }
    }

    private void fetchers(Servers servers) throws Exception {
        String node = node(servers, LARGE, LARGE_BLOCKS);
        for (int fetchers : List.of(1, 2, 4)) {
            ingest(fetchers + " fetchers, 1.17 MB", 1, servers, node, LARGE_BLOCKS, "--fetch.parallelism=" + fetchers);
        }
    }

    private void sizes(Servers servers) throws Exception {
        for (int kilobytes : List.of(1, 10, 100, 1000, 4000)) {
            int blocks = Math.min(10_000, 400_000 / kilobytes);
            String node = node(servers, String.valueOf(1000 * kilobytes), blocks);
            ingest("blocks of %,d KB".formatted(kilobytes), 1, servers, node, blocks);
        }
    }

    private void ingests(Servers servers) throws Exception {
        URI node = URI.create(node(servers, SMALL, SHARED_BLOCKS));
        try (Link line = Link.to(() -> new InetSocketAddress(node.getHost(), node.getPort()))) {
            line.slow(LINE, Duration.ofHours(1));
            String far = "http://127.0.0.1:" + line.port() + "/";
            for (int processes : List.of(1, 2, 3)) {
                String label = processes + " ingest processes, 300 bytes, slow lines";
                ingest(label, processes, servers, far, SHARED_BLOCKS);
            }
        }
    }

    private void archives(Servers servers) throws Exception {
        String topic = ingest("to archive", 1, servers, node(servers, LARGE, LARGE_BLOCKS), LARGE_BLOCKS);
        for (int consumers : List.of(1, 2, 4)) {
            archive("1 archive process of %d consumers, 1.17 MB".formatted(consumers), 1, consumers, servers, topic);
        }
        for (int processes : List.of(2, 3)) {
            archive("%d archive processes of 2 consumers, 1.17 MB".formatted(processes), processes, 2, servers, topic);
        }
    }

    private void longRun(Servers servers) throws Exception {
        ingest("%,d blocks of 300 bytes".formatted(LONG_RUN), 1, servers, node(servers, SMALL, LONG_RUN), LONG_RUN);
    }

    /** @return the topic that has the blocks now */
    private String ingest(String label, int processes, Servers servers, String node, int blocks, String... more)
            throws Exception {
        String topic = "growth-" + started;
        List<String> settings = new ArrayList<>(List.of(
                "--pipeline.roles=ingest",
                "--bitcoin.rpc.url=" + node,
                "--bitcoin.prevouts=none",
                "--kafka.brokers=" + servers.brokers(),
                "--kafka.topics.raw-blocks=" + topic,
                "--heights.poll-interval=1s",
                "--heights.to=" + blocks));
        settings.addAll(List.of(more));
        List<Run> runs = runs(processes, settings);
        tell(label, Moments.of(Ceilings.times(servers, topic + ".chain")), runs, blocks);
        return topic;
    }

    private void archive(String label, int processes, int consumers, Servers servers, String topic) throws Exception {
        org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path("/user/bench/growth-" + started);
        for (int process = 0; process < processes; process++) {
            setConsumers(folder(started + process), consumers);
        }
        // a group of its own, or nothing would be left to do
        try (FileSystem files = servers.files()) {
            servers.forget(topic + ".archive");
            List<Run> runs = runs(
                    processes,
                    List.of(
                            "--pipeline.roles=archive",
                            "--kafka.brokers=" + servers.brokers(),
                            "--kafka.topics.raw-blocks=" + topic,
                            "--hdfs.url=" + servers.hdfs(),
                            "--archive.directory=" + folder,
                            "--heights.to=" + LARGE_BLOCKS));
            Moments archived = Moments.of(Arrays.stream(files.listStatus(folder))
                    .filter(FileStatus::isFile)
                    .mapToLong(FileStatus::getModificationTime));
            tell(label, archived, runs, LARGE_BLOCKS);
            files.delete(folder, true);
        }
    }

    /** As a user does it: by the route in the folder {@code routes}. */
    private static void setConsumers(Path folder, int consumers) throws IOException {
        try (InputStream route = GrowthBench.class.getResourceAsStream("/routes/archive-blocks.camel.yaml")) {
            String yaml = new String(route.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(
                    Files.createDirectories(folder.resolve("routes")).resolve("archive-blocks.camel.yaml"),
                    yaml.replace("consumersCount: 2", "consumersCount: " + consumers));
        }
    }

    private List<Run> runs(int processes, List<String> settings) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Run>> running = new ArrayList<>();
            for (int process = 0; process < processes; process++) {
                Path folder = folder(started++);
                running.add(threads.submit(() -> Run.of(HEAP, folder, settings)));
            }
            List<Run> runs = new ArrayList<>();
            for (Future<Run> run : running) {
                runs.add(run.get());
            }
            return runs;
        } finally {
            threads.shutdown();
        }
    }

    private static Path folder(int number) {
        return directory.resolve("process-" + number);
    }

    private static String node(Servers servers, String chain, int blocks) {
        return servers.node(chain, String.valueOf(blocks), "none");
    }

    private static void tell(String label, Moments moments, List<Run> runs, int blocks) {
        System.out.printf(
                Locale.ROOT,
                "%-44s %9s %12s %10s %9s  left after collections, by quarter of the run: %s%n",
                label,
                Figures.text(moments.rate()),
                Figures.text(
                        runs.stream().mapToLong(run -> run.cpu().toMillis()).sum() / (double) blocks),
                Figures.text(runs.stream().mapToLong(Run::heap).max().orElseThrow()),
                Figures.text(
                        runs.stream().mapToLong(run -> run.pauses().toMillis()).sum()),
                runs.stream().map(Run::leftByQuarter).toList());
    }
}
