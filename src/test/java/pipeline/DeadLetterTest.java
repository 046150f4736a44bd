package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pipeline.Arrived.DeadLetter;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.FaultyNode.Request;
import pipeline.bitcoin.RecordedExchange;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleNode;

/** Blocks that cannot be copied, whatever one tries: they are put aside, and all others go on. */
class DeadLetterTest {

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static SampleNode sample;

    private FaultyNode node;
    private Arrived arrived;

    /** What is wrong with the bytes of a block. */
    enum Wrong {
        WRONG_MERKLE_ROOT("Expected transactions with merkle root"),
        ANOTHER_BLOCK("Expected a header that hashes to"),
        CUT_SHORT("in what is left from offset"),
        WRONG_WITNESS_COMMITMENT("Expected witnesses that hash to the commitment");

        private final String told;

        Wrong(String told) {
            this.told = told;
        }

        byte[] of(byte[] honest) {
            byte[] changed = honest.clone();
            switch (this) {
                case WRONG_MERKLE_ROOT -> changed[changed.length - 1] ^= 1;
                case ANOTHER_BLOCK -> changed = SampleChain.blocks().get(99).raw();
                case CUT_SHORT -> changed = Arrays.copyOf(honest, honest.length / 2);
                // the last byte of the coinbase's witness, in a block with no other transaction: its lock time follows
                case WRONG_WITNESS_COMMITMENT -> changed[changed.length - 5] ^= 1;
            }
            return changed;
        }
    }

    @BeforeAll
    static void startServers() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        sample = SampleNode.start();
    }

    @AfterAll
    static void stopServers() {
        sample.close();
        broker.close();
    }

    @BeforeEach
    void putFaultyNodeInFront(TestInfo test) {
        node = FaultyNode.before(sample);
        String topic = "blocks-" + Integer.toHexString(test.getDisplayName().hashCode()) + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @AfterEach
    void stopFaultyNode() {
        node.close();
    }

    @Test
    void bytes_that_do_not_hash_to_what_was_asked_for_are_fetched_again() throws Exception {
        List<Fault> faults = breakBlocks(2);
        assertThat(run("--heights.to=5")).isZero();
        assertThat(faults).allSatisfy(fault -> assertThat(fault.hits()).isEqualTo(2));
        arrived.isExactly(0, 5);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void bytes_that_do_not_hash_to_what_was_asked_for_are_a_dead_letter_after_four_fetches() throws Exception {
        Instant before = Instant.now();
        List<Fault> faults = breakBlocks(ALWAYS);
        assertThat(run("--heights.to=5")).isEqualTo(3);
        assertThat(faults).allSatisfy(fault -> assertThat(fault.hits()).isEqualTo(4));
        arrived.isExactly(List.of(0, 5));
        assertThat(arrived.deadLetters()).hasSize(Wrong.values().length);
        for (Wrong wrong : Wrong.values()) {
            int height = height(wrong);
            DeadLetter letter = arrived.deadLetters().get("fetch-blocks/" + height);
            assertThat(letter.bytes())
                    .isEqualTo(wrong.of(SampleChain.blocks().get(height).raw()));
            assertThat(letter.headers())
                    .containsEntry("route", "fetch-blocks")
                    .containsEntry("exception", "pipeline.bitcoin.BadBlockException")
                    .containsEntry("attempts", "4")
                    .containsEntry("height", String.valueOf(height))
                    .containsKeys("step", "message")
                    .doesNotContainKeys("topic", "partition", "offset");
            assertThat(letter.headers().get("message")).contains(Arrived.hash(height), wrong.told);
            assertThat(Instant.parse(letter.headers().get("firstTime"))).isBetween(before, Instant.now());
            assertThat(Instant.parse(letter.headers().get("lastTime")))
                    .isAfter(Instant.parse(letter.headers().get("firstTime")));
        }
    }

    /** Each kind of wrong bytes, each at a height of its own. */
    private List<Fault> breakBlocks(int times) {
        return Stream.of(Wrong.values())
                .map(wrong -> node.on(
                        request -> request.asksForBlock(Arrived.hash(height(wrong))), times, Reaction.block(wrong::of)))
                .toList();
    }

    private static int height(Wrong wrong) {
        return 1 + wrong.ordinal();
    }

    @Test
    void wrong_bytes_from_a_node_that_then_fails_for_a_while_are_no_dead_letter() throws Exception {
        Fault wrong = node.on(
                request -> request.asksForBlock(Arrived.hash(3)), 2, Reaction.block(Wrong.WRONG_MERKLE_ROOT::of));
        Fault busy = node.on(request -> request.asksForBlock(Arrived.hash(3)), 6, warmingUp());
        assertThat(run("--heights.to=5")).isZero();
        assertThat(wrong.hits()).isEqualTo(2);
        assertThat(busy.hits()).isEqualTo(6);
        arrived.isExactly(0, 5);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void a_node_that_fails_uses_up_no_attempt_of_those_that_wrong_bytes_have() throws Exception {
        Fault busy = node.on(request -> request.asksForBlock(Arrived.hash(3)), 3, warmingUp());
        Fault wrong = node.on(
                request -> request.asksForBlock(Arrived.hash(3)), 3, Reaction.block(Wrong.WRONG_MERKLE_ROOT::of));
        assertThat(run("--heights.to=5")).isZero();
        assertThat(busy.hits()).isEqualTo(3);
        assertThat(wrong.hits()).isEqualTo(3);
        arrived.isExactly(0, 5);
        assertThat(arrived.deadLetters()).isEmpty();
    }

    private static Reaction warmingUp() {
        return Reaction.answer(Answer.of(RecordedExchange.of("28.1", "warming up")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5", "2, 4"})
    void a_bad_block_takes_no_other_of_its_range_with_it(int firstBad, int lastBad) throws Exception {
        List<Integer> bad = IntStream.rangeClosed(firstBad, lastBad).boxed().toList();
        Fault fault = breakBlocks(bad);
        assertThat(run("--heights.to=5")).isEqualTo(3);
        assertThat(fault.hits()).isEqualTo(4 * bad.size());
        arrived.isExactly(IntStream.rangeClosed(0, 5)
                .boxed()
                .filter(height -> !bad.contains(height))
                .toList());
        assertThat(arrived.deadLetters().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        bad.stream().map("fetch-blocks/%d"::formatted).toList());
        // each block that is well was asked for once: the bad ones did not make the range start again
        assertThat(node.count(Request::asksForBlock)).isEqualTo(6 - bad.size() + 4L * bad.size());
    }

    @Test
    void a_range_whose_blocks_are_all_bad_is_done_with_none() throws Exception {
        breakBlocks(List.of(0, 1, 2));
        assertThat(run("--heights.to=2")).isEqualTo(3);
        arrived.isExactly(List.of());
        assertThat(arrived.deadLetters()).hasSize(3);
    }

    @Test
    void a_record_carries_nothing_of_the_dead_letter_beside_it() throws Exception {
        breakBlocks(List.of(0));
        assertThat(run("--heights.to=2")).isEqualTo(3);
        assertThat(arrived.records(arrived.topic())).hasSize(2).allSatisfy(record -> assertThat(record.headers())
                .isEmpty());
    }

    @Test
    void a_dead_letter_that_is_open_is_left_alone_and_taken_up_when_it_is_closed() throws Exception {
        Fault fault = breakBlocks(List.of(1));
        assertThat(run("--heights.to=2")).isEqualTo(3);
        assertThat(run("--heights.to=2")).isEqualTo(3);
        assertThat(fault.hits()).isEqualTo(4);

        fault.heal();
        arrived.publish(arrived.topic() + ".dead-letters", "fetch-blocks/1", null);
        assertThat(run("--heights.to=2")).isZero();
        arrived.isExactly(0, 2);
    }

    @Test
    void a_dead_letter_outside_the_range_does_not_count() throws Exception {
        breakBlocks(List.of(1));
        assertThat(run("--heights.to=2")).isEqualTo(3);
        assertThat(run("--heights.from=2", "--heights.to=3")).isZero();
        arrived.isExactly(List.of(0, 2, 3));
    }

    @Test
    void a_block_that_a_node_with_rest_has_pruned_becomes_a_dead_letter() throws Exception {
        prunedBlockBecomesADeadLetter(Answer.of(404, Arrived.hash(1) + " not available (pruned data)\r\n"));
    }

    @Test
    void a_block_that_a_node_without_rest_has_pruned_becomes_a_dead_letter() throws Exception {
        node.withoutRest();
        prunedBlockBecomesADeadLetter(
                Answer.of(
                        500,
                        "{\"result\":null,\"error\":{\"code\":-1,\"message\":\"Block not available (pruned data)\"},\"id\":0}\n"));
    }

    private void prunedBlockBecomesADeadLetter(Answer pruned) throws Exception {
        Fault fault = node.on(request -> request.asksForBlock(Arrived.hash(1)), ALWAYS, Reaction.answer(pruned));
        assertThat(run("--heights.to=3", "--bitcoin.rpc.user=alice", "--bitcoin.rpc.password=s3cret"))
                .isEqualTo(3);
        assertThat(fault.hits()).isEqualTo(1);
        arrived.isExactly(List.of(0, 2, 3));
        assertThat(arrived.deadLetters()).hasSize(1).hasEntrySatisfying("fetch-blocks/1", letter -> {
            assertThat(letter.bytes()).isEmpty();
            assertThat(letter.headers())
                    .containsEntry("height", "1")
                    .containsEntry("attempts", "1")
                    .containsEntry("exception", "pipeline.bitcoin.BlockPrunedException")
                    .containsEntry("hash", Arrived.hash(1))
                    .containsOnlyKeys(
                            "route",
                            "step",
                            "exception",
                            "message",
                            "attempts",
                            "firstTime",
                            "lastTime",
                            "height",
                            "hash");
            assertThat(letter.headers().get("message"))
                    .contains("not available (pruned data)", node.url(), "bitcoin.rpc.url");
        });
    }

    @Test
    void a_record_larger_than_the_topic_takes_becomes_a_dead_letter_that_names_size_limit_and_setting()
            throws Exception {
        // 64 KiB of it are kept for what Kafka adds; block 179 is the only one with more than the rest
        int limit = 64 * 1024 + 30_000;
        arrived.create(arrived.topic(), 6, Map.of("max.message.bytes", String.valueOf(limit)));
        try (RunningPipeline pipeline = start("--heights.from=177", "--heights.to=181")) {
            assertThat(pipeline.awaitStatus()).isEqualTo(3);
            assertThat(pipeline.log().warnings()).anySatisfy(line -> assertThat(line.text())
                    .contains(arrived.topic(), "max.message.bytes=" + limit, "21037056"));
        }
        arrived.isExactly(List.of(177, 178, 180, 181));
        assertThat(arrived.deadLetters()).hasSize(1).hasEntrySatisfying("encode-block/179", letter -> {
            assertThat(letter.bytes()).isEmpty();
            assertThat(letter.headers()).containsEntry("height", "179").containsEntry("attempts", "1");
            assertThat(letter.headers().get("message"))
                    .matches(".* 36648 bytes.* takes 30000: .*max\\.message\\.bytes");
        });
    }

    @Test
    void a_limit_that_is_lowered_while_the_pipeline_runs_is_seen_once_a_record_is_refused() throws Exception {
        CountDownLatch lowered = new CountDownLatch(1);
        node.on(request -> request.asksForBlock(Arrived.hash(179)), 1, Reaction.hang(lowered));
        // the second range is one record: several that Kafka's client has put into one batch it splits for ever, as
        // long as its batch.size (16 KiB) is above the limit (KAFKA-8350)
        try (RunningPipeline pipeline = start("--heights.from=79", "--heights.to=179")) {
            // the first range is published by then, and the limit known
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.files().contains("block_178.json"));
            // Kafka compares it with what is compressed
            arrived.set("max.message.bytes", "500");
            lowered.countDown();
            assertThat(pipeline.awaitStatus()).isEqualTo(3);
        }
        arrived.isExactly(79, 178);
        assertThat(arrived.deadLetters()).containsOnlyKeys("encode-block/179");
    }

    @Test
    void a_range_that_begins_with_a_record_larger_than_the_topic_takes_is_published_without_it() throws Exception {
        arrived.create(arrived.topic(), 6, Map.of("max.message.bytes", String.valueOf(64 * 1024 + 30_000)));
        assertThat(run("--heights.from=179", "--heights.to=181")).isEqualTo(3);
        arrived.isExactly(List.of(180, 181));
        assertThat(arrived.records(arrived.topic()))
                .allSatisfy(record -> assertThat(record.headers()).isEmpty());
    }

    private Fault breakBlocks(List<Integer> heights) {
        return node.on(
                request -> heights.stream().anyMatch(height -> request.asksForBlock(Arrived.hash(height))),
                ALWAYS,
                Reaction.block(Wrong.WRONG_MERKLE_ROOT::of));
    }

    private int run(String... settings) throws Exception {
        try (RunningPipeline pipeline = start(settings)) {
            return pipeline.awaitStatus();
        }
    }

    private RunningPipeline start(String... settings) {
        return RunningPipeline.start(node.url(), arrived.brokers(), arrived.topic(), arrived.archive(), settings);
    }
}
