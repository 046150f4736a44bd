package pipeline.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What files of one HDFS block each cost a NameNode, from two numbers of them: the slope between them is what one more costs. A real
 * NameNode takes them from an edit log that Hadoop's own tool writes, and three DataNodes that simulate their disks report every
 * block. Nothing is asserted: it is a measurement.
 */
class NameNodeBench {

    private static final int DATA_NODES = 3;
    private static final int FEW = 99_999;
    private static final int MANY = 300_000;
    private static final int ALL = 1_000_000;
    private static final long FIRST_BLOCK = 1000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Map<String, String> SETTINGS = Map.of(
            // while it is safe the NameNode passes over what a DataNode reports after it has come without any block
            "dfs.namenode.safemode.threshold-pct", "0",
            // blocks come to a DataNode third by third, and are reported again until it has all; nothing copies them
            // meanwhile
            "dfs.blockreport.intervalMsec", "15000",
            "dfs.namenode.redundancy.interval.seconds", "36000");

    private static final String TESTS = "org.apache.hadoop.hdfs.";
    private static final String NAME_NODE = TESTS + "server.namenode.NameNode";
    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

    /**
     * @param heap live bytes
     * @param editLog bytes
     * @param image bytes
     */
    private record Cost(int files, long heap, long editLog, long image) {

        /** Of as many files, on the line through two. */
        static Cost at(int files, Cost few, Cost many) {
            double along = (double) (files - few.files) / (many.files - few.files);
            return new Cost(
                    files,
                    scale(few.heap, many.heap, along),
                    scale(few.editLog, many.editLog, along),
                    scale(few.image, many.image, along));
        }

        private static long scale(long few, long many, double along) {
            return Math.round(few + (many - few) * along);
        }

        void print(String name) {
            System.out.printf(
                    "%-10s %,9d %9.1f MB %9.1f MB %9.1f MB%n", name, files, heap / 1e6, editLog / 1e6, image / 1e6);
        }
    }

    @Test
    void a_million_files_of_one_block() throws Exception {
        Cost few = measure(FEW);
        Cost many = measure(MANY);
        System.out.printf("%10s %9s %12s %12s %12s%n", "", "files", "live heap", "edit log", "fsimage");
        few.print("measured");
        many.print("measured");
        Cost.at(ALL, few, many).print("scaled");
        System.out.printf(
                "One file more: %d bytes of heap, %d of edit log, %d of fsimage%n",
                (many.heap - few.heap) / (MANY - FEW),
                (many.editLog - few.editLog) / (MANY - FEW),
                (many.image - few.image) / (MANY - FEW));
    }

    private Cost measure(int files) throws Exception {
        HdfsSettings settings = HdfsSettings.write();
        settings.add("hdfs-site.xml", SETTINGS);
        run(settings, "format", NAME_NODE, "-format", "-nonInteractive");
        Path current = settings.directory().resolve("name/current");
        long editLog = writeEditLog(settings, current, files);
        try (JavaProcess nameNode = launch(settings, "namenode", NAME_NODE)) {
            nameNode.awaitPort(settings.port(), LONGEST);
            try (JavaProcess dataNodes = startDataNodes(settings, current, files)) {
                awaitReplicas(settings, files);
                long heap = liveHeap(nameNode);
                String admin = TESTS + "tools.DFSAdmin";
                run(settings, "safemode", admin, "-safemode", "enter");
                run(settings, "save", admin, "-saveNamespace");
                return new Cost(files, heap, editLog, newestImage(current));
            }
        }
    }

    // creates each file, adds its block and closes it, as a client does
    private static long writeEditLog(HdfsSettings settings, Path current, int files) throws Exception {
        Path written = Files.createDirectory(settings.directory().resolve("edits"));
        run(
                settings,
                "edit-log",
                TESTS + "server.namenode.CreateEditsLog",
                "-f",
                String.valueOf(files),
                String.valueOf(FIRST_BLOCK),
                "1",
                "-r",
                String.valueOf(DATA_NODES),
                "-d",
                written.toString());
        try (Stream<Path> logs = Files.list(written)) {
            Path log = logs.findFirst().orElseThrow();
            return Files.size(Files.move(log, current.resolve(log.getFileName())));
        }
    }

    // each injects a third of the blocks into all
    private static JavaProcess startDataNodes(HdfsSettings settings, Path current, int files) throws IOException {
        String pool = Files.readAllLines(current.resolve("VERSION")).stream()
                .filter(line -> line.startsWith("blockpoolID="))
                .findFirst()
                .orElseThrow()
                .split("=")[1];
        return launch(
                settings,
                "datanodes",
                TESTS + "DataNodeCluster",
                "-n",
                String.valueOf(DATA_NODES),
                "-bpid",
                pool,
                "-simulated",
                "-inject",
                String.valueOf(FIRST_BLOCK),
                String.valueOf(files / DATA_NODES),
                "-r",
                String.valueOf(DATA_NODES),
                "-d",
                settings.directory().resolve("datanodes").toString());
    }

    private static void awaitReplicas(HdfsSettings settings, int files) {
        Awaitility.await("three replicas of each block")
                .atMost(LONGEST)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(state(settings))
                        .contains(
                                "\"BlocksTotal\" : " + files + ",",
                                "\"NumLiveDataNodes\" : " + DATA_NODES + ",",
                                "\"FSState\" : \"Operational\"",
                                "\"UnderReplicatedBlocks\" : 0,",
                                "\"NumStaleStorages\" : 0,"));
    }

    private static String state(HdfsSettings settings) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://127.0.0.1:" + settings.webPort() + "/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    // a histogram collects garbage first
    private static long liveHeap(JavaProcess nameNode) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = String.valueOf(nameNode.process().pid());
        Process histogram = new ProcessBuilder(jcmd, pid, "GC.class_histogram").start();
        Matcher total = TOTAL.matcher(new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(total.find()).isTrue();
        return Long.parseLong(total.group(1));
    }

    private static long newestImage(Path current) throws IOException {
        try (Stream<Path> images = Files.list(current)) {
            Path newest = images.filter(file -> file.getFileName().toString().matches("fsimage_\\d+"))
                    .sorted()
                    .reduce((older, newer) -> newer)
                    .orElseThrow();
            return Files.size(newest);
        }
    }

    private static void run(HdfsSettings settings, String name, String... program) throws InterruptedException {
        try (JavaProcess process = launch(settings, name, program)) {
            assertThat(process.awaitExit(LONGEST)).as(process.output()).isZero();
        }
    }

    private static JavaProcess launch(HdfsSettings settings, String name, String... program) {
        // Hadoop's tools for its own tests ask for JUnit, behind all that is theirs
        String classPath = settings.classPath() + File.pathSeparator + System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of("-Xmx1g", "-cp", classPath));
        command.addAll(Arrays.asList(program));
        return JavaProcess.start(name, settings.directory(), command);
    }
}
