package pipeline.hdfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.camel.StreamCache;

/**
 * Writers of one file that all find none, and have written all of their own before any of them gives it its name.
 *
 * @param winners what those wrote that did not fail
 */
record Rivals(List<String> winners) {

    interface Write {
        void write(StreamCache body) throws Exception;
    }

    /** @throws java.util.concurrent.ExecutionException when a writer fails otherwise than because there is a file */
    static Rivals write(int writers, Write write) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        CyclicBarrier together = new CyclicBarrier(writers);
        try {
            List<Callable<List<String>>> writes = IntStream.range(0, writers)
                    .<Callable<List<String>>>mapToObj(writer -> () -> attempt("writer " + writer, together, write))
                    .toList();
            List<String> winners = new ArrayList<>();
            for (Future<List<String>> attempt : threads.invokeAll(writes)) {
                winners.addAll(attempt.get());
            }
            return new Rivals(winners);
        } finally {
            threads.shutdown();
        }
    }

    private static List<String> attempt(String content, CyclicBarrier together, Write write) throws Exception {
        try {
            write.write(Bodies.writingItself(output -> {
                output.write(content.getBytes(StandardCharsets.US_ASCII));
                await(together);
            }));
            return List.of(content);
        } catch (HdfsFileExistsException lost) {
            return List.of();
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
