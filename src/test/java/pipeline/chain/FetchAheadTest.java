package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.NodeException;

class FetchAheadTest {

    private static final int MEGABYTE = 1_000_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void hands_over_in_order_what_comes_in_any() throws Exception {
        CountDownLatch othersAreThere = new CountDownLatch(3);
        Iterator<FetchAhead.Range> ranges = ranges(4, header -> {
            if (header.height() == 0) {
                othersAreThere.await();
            }
            othersAreThere.countDown();
            return block(header, 10);
        });
        assertThat(keys(ranges.next())).containsExactly("0", "1", "2", "3");
        assertThat(ranges.hasNext()).isFalse();
    }

    @Test
    void a_range_ends_at_ten_megabytes_or_a_hundred_blocks() {
        assertThat(sizes(ranges(25, header -> block(header, MEGABYTE)))).containsExactly(10, 10, 5);
        assertThat(sizes(ranges(250, header -> block(header, 300)))).containsExactly(100, 100, 50);
        assertThat(sizes(ranges(3, header -> block(header, 21 * MEGABYTE)))).containsExactly(1, 1, 1);
    }

    @Test
    void what_waits_is_bounded() {
        AtomicInteger fetched = new AtomicInteger();
        Iterator<FetchAhead.Range> ranges = ranges(1000, header -> {
            fetched.incrementAndGet();
            return block(header, 2 * MEGABYTE);
        });
        // 10 MB, and one more by each thread
        Awaitility.await().untilAsserted(() -> assertThat(fetched.get()).isGreaterThanOrEqualTo(5));
        Awaitility.await().during(Duration.ofMillis(200)).untilAsserted(() -> assertThat(fetched.get())
                .isLessThanOrEqualTo(8));
        assertThat(ranges.next().blocks()).hasSize(5);
        Awaitility.await().untilAsserted(() -> assertThat(fetched.get()).isGreaterThanOrEqualTo(10));
    }

    @Test
    void leaves_out_what_has_become_a_dead_letter() {
        Iterator<FetchAhead.Range> ranges =
                ranges(3, header -> header.height() == 1 ? Optional.empty() : block(header, 10));
        assertThat(keys(ranges.next())).containsExactly("0", "2");
    }

    @Test
    void a_range_of_dead_letters_is_a_range() {
        Iterator<FetchAhead.Range> ranges = ranges(1, header -> Optional.empty());
        assertThat(ranges.hasNext()).isTrue();
        assertThat(ranges.next().blocks()).isEmpty();
        assertThat(ranges.hasNext()).isFalse();
    }

    @Test
    void a_fault_takes_the_place_of_its_range_and_ends_the_fetching() {
        AtomicInteger fetched = new AtomicInteger();
        Iterator<FetchAhead.Range> ranges = ranges(1, 1000, header -> {
            fetched.incrementAndGet();
            if (header.height() == 150) {
                throw new NodeException("away");
            }
            return block(header, 300);
        });
        assertThat(ranges.next().blocks()).hasSize(100);
        assertThatThrownBy(() -> ranges.next().blocksOrFault())
                .isInstanceOf(NodeException.class)
                .hasMessage("away");
        assertThat(ranges.hasNext()).isFalse();
        assertThat(fetched).hasValue(151);
    }

    @Test
    void closed_it_begins_nothing_more() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger fetched = new AtomicInteger();
        Iterator<FetchAhead.Range> ranges = ranges(1000, header -> {
            fetched.incrementAndGet();
            closed.await();
            return block(header, 10);
        });
        ((Closeable) ranges).close();
        closed.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(fetched.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void its_threads_end_when_the_sending_fails() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            Iterator<FetchAhead.Range> ranges = ranges(1000, header -> block(header, 2 * MEGABYTE));
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:send")
                            .split(constant(ranges))
                            .streaming()
                            .stopOnException()
                            .throwException(new IOException("no broker"));
                }
            });
            camel.start();
            try (ProducerTemplate sender = camel.createProducerTemplate()) {
                assertThatThrownBy(() -> sender.sendBody("direct:send", "")).hasRootCauseMessage("no broker");
            }
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_error_is_a_fault_too() {
        Iterator<FetchAhead.Range> ranges = ranges(1, header -> {
            throw new StackOverflowError("deep");
        });
        assertThat(ranges.next().fault()).hasRootCauseMessage("deep");
    }

    @Test
    void interrupted_threads_keep_nobody_waiting() throws Exception {
        Iterator<FetchAhead.Range> ranges = ranges(1000, header -> block(header, 2 * MEGABYTE));
        threads.shutdownNow();
        // nothing is taken meanwhile, so each runs into the bound, where it finds that it is interrupted
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        FetchAhead.Range last = ranges.next();
        while (ranges.hasNext()) {
            last = ranges.next();
        }
        assertThat(last.fault()).isNotNull();
    }

    private Iterator<FetchAhead.Range> ranges(int count, FetchAhead.Fetcher fetcher) {
        return ranges(4, count, fetcher);
    }

    private Iterator<FetchAhead.Range> ranges(int parallelism, int count, FetchAhead.Fetcher fetcher) {
        List<BlockHeader> headers = IntStream.range(0, count)
                .mapToObj(height -> new BlockHeader("", height, null, 0, 0, 1, "", 1, 1))
                .toList();
        return new FetchAhead(fetcher, parallelism, threads).ranges(headers);
    }

    private static Optional<BlockRecord> block(BlockHeader header, int bytes) {
        return Optional.of(
                new BlockRecord(String.valueOf(header.height()), new byte[bytes], new byte[0], BlockTotals.NONE));
    }

    private static List<String> keys(FetchAhead.Range range) {
        return range.blocks().stream().map(BlockRecord::key).toList();
    }

    private static List<Integer> sizes(Iterator<FetchAhead.Range> ranges) {
        List<Integer> sizes = new ArrayList<>();
        ranges.forEachRemaining(range -> sizes.add(range.blocks().size()));
        return sizes;
    }
}
