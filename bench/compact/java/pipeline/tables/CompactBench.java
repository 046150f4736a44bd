package pipeline.tables;

import bitcoin.chain.Block;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.avro.BlockJson;
import pipeline.chain.HeightSpan;
import pipeline.hdfs.HdfsComponent;
import speed.ChainFile;

/**
 * How fast a day of full blocks becomes tables, beside the reading of its files alone, which is the ceiling. Nothing is asserted:
 * it is a measurement.
 */
class CompactBench {

    private static final Path CHAIN = Path.of(System.getProperty("compact.chain", "../shared/bench/regtest-big.blk"));
    private static final int SMALLEST = 1_000_000;
    private static final int BLOCKS = 144;
    private static final int ROUNDS = Integer.getInteger("compact.rounds", 3);

    @TempDir
    private Path directory;

    private final BlockJson json = new BlockJson();
    private final List<Archived> archived = new ArrayList<>();
    private final List<Archived> day = new ArrayList<>();
    private long rawBytes;

    private record Archived(Path file, String hash, long rawBytes) {}

    @Test
    void a_day_of_full_blocks() throws Exception {
        ChainFile.read(CHAIN, entry -> {
            if (entry.raw().length > SMALLEST) {
                archive(entry.block());
            }
        });
        for (int i = 0; i < BLOCKS; i++) {
            day.add(archived.get(i % archived.size()));
        }
        rawBytes = day.stream().mapToLong(Archived::rawBytes).sum();
        System.out.printf(
                "%d blocks, %.1f MB raw, %.1f MB of JSON, -Xmx%dm%n",
                BLOCKS,
                rawBytes / 1e6,
                day.stream().mapToLong(block -> block.file().toFile().length()).sum() / 1e6,
                Runtime.getRuntime().maxMemory() >> 20);
        for (int round = 1; round <= ROUNDS; round++) {
            tell("reading alone", this::read);
            tell("compacting", this::compact);
        }
        try (Stream<Path> tables = Files.walk(directory.resolve("tables"))) {
            tables.filter(Files::isRegularFile)
                    .sorted()
                    .forEach(file -> System.out.printf(
                            "%-22s %8.1f MB%n",
                            file.getFileName(), file.toFile().length() / 1e6));
        }
    }

    private void archive(Block block) {
        Path file = directory.resolve("block_" + block.getHeight() + ".json");
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            json.write(block, stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        archived.add(new Archived(file, block.getHash(), block.getSize()));
    }

    private void read() throws Exception {
        for (Archived block : day) {
            try (InputStream file = Files.newInputStream(block.file())) {
                json.read(file);
            }
        }
    }

    private void compact() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            HdfsComponent hdfs = new HdfsComponent();
            hdfs.setCamelContext(camel);
            hdfs.setUrl("file:" + directory);
            camel.addComponent("hdfs", hdfs);
            camel.start();
            DayMark.Digest digest = new DayMark.Digest();
            day.forEach(block -> digest.add(block.hash()));
            DayBlocks blocks = new DayBlocks(LocalDate.EPOCH, List.of(new HeightSpan(0, BLOCKS - 1)), digest.mark());
            try (DayTables tables = new DayTables(blocks, path -> hdfs.begin("/tables/" + path, "/tables/.pending"))) {
                for (Archived block : day) {
                    try (InputStream file = Files.newInputStream(block.file())) {
                        tables.add(json.read(file));
                    }
                }
                tables.complete();
                tables.publish();
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void tell(String name, Work work) throws Exception {
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        System.gc();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.out.printf(
                "%-14s %6.1f MB/s raw, %5.1f blocks/s, heap peak %d MB%n",
                name, rawBytes / 1e6 / seconds, BLOCKS / seconds, peak >> 20);
    }
}
