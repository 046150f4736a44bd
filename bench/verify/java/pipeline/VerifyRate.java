package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pipeline.avro.BlockJson;
import speed.ChainFile;

/**
 * How fast {@code verify} is, beside what bounds it: the same files only read and parsed, and the same raw blocks only hashed.
 * Prints its figures and fails only where verify finds a fault.
 */
class VerifyRate {

    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final int ROUNDS = Integer.getInteger("verify.rounds", 3);

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void of_verify() throws Exception {
        Path blocks = Path.of(System.getProperty("verify.blocks", "../shared/bench/regtest-big.blk"));
        assumeTrue(Files.exists(blocks), "No blocks to measure with: " + blocks + " (-Dverify.blocks=…)");
        List<byte[]> raw = new ArrayList<>();
        ChainFile.read(blocks, entry -> raw.add(entry.raw()));
        Path folder = Path.of("target/verify-rate/blocks").toAbsolutePath();
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            BlockFileArchive.write(blocks, folder);
        }
        double megabytes = raw.stream().mapToLong(bytes -> bytes.length).sum() / 1e6;
        System.out.printf(
                Locale.ROOT,
                "%d blocks, %.1f MB raw, %d threads, best of %d%n",
                raw.size(),
                megabytes,
                THREADS,
                ROUNDS);
        measure("raw blocks hashed twice", megabytes, () -> inParallel(raw.size(), height -> hash(raw.get(height))));
        measure("files read and parsed", megabytes, () -> inParallel(raw.size(), height -> parse(folder, height)));
        raw.clear();
        System.gc();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        measure("verify", megabytes, () -> verify(folder));
        measure("verify without prevouts", megabytes, () -> verify(folder, "--verify.prevouts=false"));
        long peak = heapPools().stream()
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.printf(Locale.ROOT, "heap peak of verify at most %.0f MB%n", peak / 1e6);
    }

    private interface Work {
        void at(int height) throws Exception;
    }

    private void measure(String what, double megabytes, Callable<?> work) throws Exception {
        double best = Double.MAX_VALUE;
        double leastProcessor = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            long processor = system.getProcessCpuTime();
            work.call();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
            leastProcessor = Math.min(leastProcessor, (system.getProcessCpuTime() - processor) / 1e9);
        }
        System.out.printf(
                Locale.ROOT,
                "%-26s %7.1f MB/s of raw block, %7.1f for each second of processor%n",
                what,
                megabytes / best,
                megabytes / leastProcessor);
    }

    private static Void inParallel(int count, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = IntStream.range(0, count)
                    .<Callable<Void>>mapToObj(height -> () -> {
                        work.at(height);
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
            return null;
        } finally {
            threads.shutdown();
        }
    }

    private static void hash(byte[] raw) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.digest(sha.digest(raw));
        // txid and wtxid: each byte goes through twice
        sha.digest(raw);
    }

    private static void parse(Path folder, int height) throws Exception {
        try (InputStream file = Files.newInputStream(folder.resolve("block_" + height + ".json"))) {
            new BlockJson().read(file);
        }
    }

    private static Void verify(Path folder, String... more) throws Exception {
        VerifyRun run = VerifyRun.of(folder, more);
        assertThat(run.status()).as(run.toString()).isZero();
        return null;
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
