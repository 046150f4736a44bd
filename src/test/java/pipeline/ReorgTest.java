package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.FaultyNode.ALWAYS;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pipeline.FaultyNode.Fault;
import pipeline.avro.BlockReader;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** The node's chain leaves what is published: the whole pipeline follows, and nothing of either chain is lost. */
class ReorgTest {

    private static final int FORK = 180;
    private static final int OLD_TIP = 183;

    /** Where a test begins that is not about how much is below the fork. */
    private static final int SHORTLY_BEFORE = 150;

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static List<RawBlock> branch;

    private SampleNode sample;
    private FaultyNode node;
    private Arrived arrived;
    private int first = SHORTLY_BEFORE;

    /** Ways to ask a node. */
    enum Interface {
        REST,
        REST_WITHOUT_RPC,
        RPC;

        void open(FaultyNode node) {
            switch (this) {
                case REST -> {}
                case REST_WITHOUT_RPC ->
                    node.on(
                            request -> !request.isRest(),
                            ALWAYS,
                            FaultyNode.Reaction.answer(FaultyNode.Answer.of(401, "")));
                case RPC -> node.withoutRest();
            }
        }
    }

    @BeforeAll
    static void startBroker() throws IOException {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        try (InputStream csv = ReorgTest.class.getResourceAsStream("/chain/fork.csv")) {
            branch = SampleChain.readBlocks(csv);
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startNode() {
        Map<String, byte[]> spent = new HashMap<>(SampleChain.spentOutputs());
        // one transaction, the coinbase, that spends nothing
        branch.forEach(block -> spent.put(block.hash(), new byte[] {1, 0}));
        sample = SampleNode.start(SampleChain.blocks(), spent);
        node = FaultyNode.before(sample);
        String topic = "reorg-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @AfterEach
    void stopNode() {
        node.close();
        sample.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_reorg_replaces_the_blocks_that_left_the_chain_and_keeps_them(Interface by) throws Exception {
        by.open(node);
        first = 0;
        try (RunningPipeline pipeline = start()) {
            awaitArchived(sampleHash(OLD_TIP), OLD_TIP);

            sample.switchTo(branch);

            awaitArchived(branch.get(4).hash(), 185);
            assertThat(pipeline.log().count("Reorg above height 180: 3 blocks go, 5 come"))
                    .isEqualTo(1);
        }
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_reorg_while_the_pipeline_is_stopped_is_followed_at_the_start() throws Exception {
        runTo(OLD_TIP);
        sample.switchTo(branch);
        try (RunningPipeline pipeline = start()) {
            awaitArchived(branch.get(4).hash(), 185);
        }
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_reorg_is_followed_by_a_bounded_run_which_ends() throws Exception {
        runTo(OLD_TIP);
        sample.switchTo(branch);
        runTo(160);
        assertThat(published().get(OLD_TIP))
                .containsExactly(sampleHash(OLD_TIP), branch.get(2).hash());
        assertThat(published().lastKey()).isEqualTo(OLD_TIP);
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch.subList(0, 3)));
        assertThat(event().get("new_tip_height").asInt()).isEqualTo(OLD_TIP);
    }

    @Test
    void a_reorg_to_a_chain_that_is_shorter_takes_heights_away() throws Exception {
        runTo(OLD_TIP);
        sample.switchTo(branch.subList(0, 2));
        try (RunningPipeline pipeline = start()) {
            awaitArchived(branch.get(1).hash(), 182);
            Awaitility.await().atMost(PATIENCE).until(() -> !hasFile(183));

            assertThat(published().get(OLD_TIP)).containsExactly(sampleHash(OLD_TIP), (String) null);
            assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch.subList(0, 2)));
            assertThat(arrived.files()).isEqualTo(files(182, List.of(181, 182, 183)));

            sample.switchTo(branch);
            awaitArchived(branch.get(4).hash(), 185);
        }
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch));
        assertThat(arrived.files()).isEqualTo(files(185, List.of(181, 182, 183)));
        tellsThatTheTipBecame(branch.subList(0, 2));
        areWhatCoreSays();
    }

    @Test
    void a_reorg_and_back_ends_with_the_chain_as_it_was() throws Exception {
        try (RunningPipeline pipeline = start()) {
            awaitArchived(sampleHash(OLD_TIP), OLD_TIP);
            sample.switchTo(branch);
            awaitArchived(branch.get(4).hash(), 185);
            sample.switchTo(SampleChain.blocks());
            awaitArchived(sampleHash(OLD_TIP), OLD_TIP);
            Awaitility.await().atMost(PATIENCE).until(() -> !hasFile(185));
        }
        assertThat(published().get(181))
                .containsExactly(sampleHash(181), branch.get(0).hash(), sampleHash(181));
        assertThat(published().get(185)).containsExactly(branch.get(4).hash(), (String) null);
        assertThat(canonical()).isEqualTo(hashes(SampleChain.blocks(), List.of()));
        assertThat(events()).hasSize(2);
        IntStream.rangeClosed(181, OLD_TIP)
                .forEach(
                        height -> assertThat(arrived.archived(height).getHash()).isEqualTo(sampleHash(height)));
        branch.forEach(
                block -> assertThat(arrived.archived(orphan(block)).getHash()).isEqualTo(block.hash()));
    }

    @ParameterizedTest
    @ValueSource(ints = {150, 0})
    void a_node_that_is_behind_or_reindexing_is_waited_for(int tip) throws Exception {
        first = 0;
        runTo(OLD_TIP);
        sample.switchTo(sampleTo(tip));
        try (RunningPipeline pipeline = start()) {
            pipeline.log()
                    .await("is behind what is published: its tip is " + tip + ", the highest published height 183", 2);
            sample.switchTo(SampleChain.blocks());
            sample.switchTo(branch);
            awaitArchived(branch.get(4).hash(), 185);
        }
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_reorg_that_is_gone_before_its_first_block_is_fetched_never_was() throws Exception {
        runTo(OLD_TIP);
        sample.switchTo(branch.subList(0, 2));
        Fault fault =
                node.on(request -> request.asksForBlock(branch.get(0).hash()), ALWAYS, (before, exchange, request) -> {
                    sample.switchTo(SampleChain.blocks());
                    FaultyNode.Reaction.answer(FaultyNode.Answer.of(503, "Work queue depth exceeded"))
                            .react(before, exchange, request);
                });
        runTo(160);
        assertThat(fault.hits()).isPositive();
        assertThat(published().values()).allSatisfy(hashes -> assertThat(hashes).hasSize(1));
        assertThat(canonical()).isEqualTo(hashes(SampleChain.blocks(), List.of()));
        assertThat(arrived.files()).isEqualTo(files(OLD_TIP, List.of()));
        assertThat(events()).isEmpty();
    }

    @Test
    void a_reorg_between_the_headers_and_the_blocks_of_a_range_is_followed() throws Exception {
        Fault fault = node.on(request -> request.asksForBlock(sampleHash(OLD_TIP)), 1, (before, exchange, request) -> {
            sample.switchTo(branch);
            // without an answer: the block is asked for again when it is stale
        });
        try (RunningPipeline pipeline = start()) {
            awaitArchived(branch.get(4).hash(), 185);
        }
        assertThat(fault.hits()).isEqualTo(1);
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_reorg_while_catching_up_is_followed() throws Exception {
        first = 170;
        runTo(OLD_TIP);
        reorganizesWhileCatchingUp();
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_reorg_of_blocks_that_catching_up_has_not_yet_reached_replaces_none() throws Exception {
        reorganizesWhileCatchingUp();
        assertThat(published().values()).allSatisfy(hashes -> assertThat(hashes).hasSize(1));
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch));
        assertThat(arrived.files()).isEqualTo(files(185, List.of()));
        assertThat(events()).isEmpty();
    }

    private void reorganizesWhileCatchingUp() throws Exception {
        first = 0;
        CountDownLatch goOn = new CountDownLatch(1);
        Fault hold = node.on(request -> request.asksForBlock(sampleHash(60)), 1, FaultyNode.Reaction.hang(goOn));
        try (RunningPipeline pipeline = start()) {
            Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() == 1);
            assertThat(arrived.publishedHeights()).doesNotContain(60);
            sample.switchTo(branch);
            goOn.countDown();
            awaitArchived(branch.get(4).hash(), 185);
        }
    }

    @Test
    void replacements_wait_for_the_confirmations_that_are_asked_for() throws Exception {
        runTo(182);
        sample.switchTo(branch);
        try (RunningPipeline pipeline = start("--heights.confirmations=4")) {
            awaitArchived(branch.get(0).hash(), 181);
            awaitCommitted();
        }
        // 182 has lost its block, and the new one has only three confirmations
        assertThat(published().get(182)).containsExactly(sampleHash(182));
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch.subList(0, 1)));
        assertThat(arrived.archived(182).getHash()).isEqualTo(sampleHash(182));

        try (RunningPipeline pipeline = start()) {
            awaitArchived(branch.get(4).hash(), 185);
        }
        assertThat(published().get(182))
                .containsExactly(sampleHash(182), branch.get(1).hash());
        assertThat(arrived.files()).isEqualTo(files(185, List.of(181, 182)));
        assertThat(events()).hasSize(1);
    }

    @Test
    void an_older_record_that_comes_after_a_reorg_is_kept_as_stale() throws Exception {
        runTo(OLD_TIP);
        byte[] late = arrived.records(arrived.topic()).stream()
                .filter(record -> record.key().equals("183"))
                .findFirst()
                .orElseThrow()
                .value();
        sample.switchTo(branch);
        try (RunningPipeline pipeline = start()) {
            awaitArchived(branch.get(4).hash(), 185);
            arrived.publish(arrived.topic(), "183", late);
            arrived.publish(arrived.topic(), "183", null);
            awaitCommitted();
        }
        assertThat(arrived.archived(183).getHash()).isEqualTo(branch.get(2).hash());
        assertThat(arrived.files()).isEqualTo(files(185, List.of(181, 182, 183)));
    }

    @Test
    void a_chain_with_no_block_in_common_with_what_is_published_is_refused_naming_both_hashes() throws Exception {
        first = 182;
        try (RunningPipeline pipeline = start()) {
            awaitArchived(sampleHash(OLD_TIP), OLD_TIP);
            sample.switchTo(branch);
            assertThat(pipeline.awaitStatus()).isEqualTo(2);
            assertThat(pipeline.log().warnings()).last().satisfies(line -> assertThat(line.text())
                    .contains(sampleHash(OLD_TIP), branch.get(2).hash(), arrived.topic(), "kafka.topics.raw-blocks"));
        }
        assertThat(arrived.publishedHeights()).containsExactly(182, 183);
        assertThat(events()).isEmpty();
    }

    @Test
    void a_second_node_that_is_five_blocks_behind_changes_nothing() throws Exception {
        try (SampleNode behind = SampleNode.start(sampleTo(178), SampleChain.spentOutputs());
                RunningPipeline pipeline = startWith(node.url() + "," + behind.url())) {
            awaitArchived(sampleHash(OLD_TIP), OLD_TIP);
            node.goDown();
            pipeline.log().await("is behind what is published: its tip is 178, the highest published height 183");
            node.comeBack();
            sample.switchTo(branch);
            awaitArchived(branch.get(4).hash(), 185);
        }
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_second_node_on_a_worse_branch_is_left_again_for_the_first() throws Exception {
        List<RawBlock> worse = new ArrayList<>(sampleTo(FORK));
        worse.add(branch.get(0));
        Map<String, byte[]> spent = new HashMap<>(SampleChain.spentOutputs());
        spent.put(branch.get(0).hash(), new byte[] {1, 0});
        sample.switchTo(sampleTo(182));
        try (SampleNode onItsOwn = SampleNode.start(worse, spent);
                FaultyNode second = FaultyNode.before(onItsOwn);
                RunningPipeline pipeline = startWith(node.url() + "," + second.url())) {
            awaitArchived(sampleHash(182), 182);
            long asked = second.count(request -> asksForHeader(request, sampleHash(182)));
            node.goDown();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> second.count(request -> asksForHeader(request, sampleHash(182))) > asked);
            // what is told is the last of all answers: the first node is asked again after the second
            pipeline.log().await("Cannot reach the node at " + node.url(), 2);
            node.comeBack();
            sample.switchTo(SampleChain.blocks());
            awaitArchived(sampleHash(OLD_TIP), OLD_TIP);
        }
        arrived.isExactly(first, OLD_TIP);
        assertThat(events()).isEmpty();
    }

    private static boolean asksForHeader(FaultyNode.Request request, String hash) {
        return request.asksForHeaders() && (request.path() + request.body()).contains(hash);
    }

    @Test
    void a_new_block_that_becomes_a_dead_letter_is_missing_from_the_index_and_leaves_the_stale_file() throws Exception {
        runTo(OLD_TIP);
        sample.switchTo(branch);
        prune(branch.get(0).hash());
        try (RunningPipeline pipeline = start()) {
            awaitArchived(branch.get(4).hash(), 185);
        }
        assertThat(arrived.deadLetters()).containsOnlyKeys("fetch-blocks/181");
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch.subList(1, 5)));
        assertThat(published().get(181)).containsExactly(sampleHash(181));
        assertThat(arrived.archived(181).getHash()).isEqualTo(sampleHash(181));
        assertThat(events()).hasSize(1);
    }

    @Test
    void a_dead_letter_of_a_block_that_left_the_chain_does_not_keep_out_the_one_in_its_place() throws Exception {
        prune(sampleHash(182));
        try (RunningPipeline pipeline = start()) {
            awaitArchived(sampleHash(OLD_TIP), OLD_TIP);
            sample.switchTo(branch);
            awaitArchived(branch.get(4).hash(), 185);
            awaitArchived(branch.get(1).hash(), 182);
        }
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch));
        assertThat(arrived.deadLetters().get("fetch-blocks/182").bytes()).isNull();
    }

    @Test
    void a_dead_letter_at_the_tip_does_not_outlive_its_block() throws Exception {
        sample.switchTo(sampleTo(181));
        prune(sampleHash(181));
        try (RunningPipeline pipeline = start()) {
            pipeline.log().await("Dead letter fetch-blocks/181");
            sample.switchTo(branch);
            awaitArchived(branch.get(4).hash(), 185);
            awaitArchived(branch.get(0).hash(), 181);
        }
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch));
        assertThat(arrived.deadLetters().get("fetch-blocks/181").bytes()).isNull();
        assertThat(events()).isEmpty();
    }

    @Test
    void a_dead_letter_that_is_in_the_chain_does_not_speak_for_those_below_it() throws Exception {
        sample.switchTo(sampleTo(181));
        prune(sampleHash(181));
        prune(branch.get(4).hash());
        CountDownLatch stopped = new CountDownLatch(1);
        // always: a stop may cut the call off, which is then made again
        FaultyNode.Fault hang = node.on(
                request -> request.asksForBlock(branch.get(3).hash()),
                FaultyNode.ALWAYS,
                FaultyNode.Reaction.hang(stopped));
        try (RunningPipeline pipeline = start()) {
            pipeline.log().await("Dead letter fetch-blocks/181");
            sample.switchTo(branch);
            pipeline.log().await("Dead letter fetch-blocks/185");
        }
        hang.heal();
        stopped.countDown();
        assertThat(canonical()).as("published before the stop").doesNotContainKey(181);
        try (RunningPipeline pipeline = start()) {
            awaitArchived(branch.get(3).hash(), 184);
            awaitArchived(branch.get(0).hash(), 181);
        }
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch.subList(0, 4)));
    }

    @Test
    void a_reorg_back_brings_a_block_home_whose_replacement_was_a_dead_letter() throws Exception {
        runTo(OLD_TIP);
        sample.switchTo(branch);
        prune(branch.get(0).hash());
        try (RunningPipeline pipeline = start()) {
            awaitArchived(branch.get(4).hash(), 185);
            sample.switchTo(SampleChain.blocks());
            awaitArchived(sampleHash(OLD_TIP), OLD_TIP);
            Awaitility.await().atMost(PATIENCE).until(() -> canonical().containsKey(181));
        }
        assertThat(canonical()).isEqualTo(hashes(SampleChain.blocks(), List.of()));
    }

    private void prune(String hash) {
        node.on(
                request -> request.asksForBlock(hash),
                ALWAYS,
                FaultyNode.Reaction.answer(FaultyNode.Answer.of(404, hash + " not available (pruned data)")));
    }

    private void isTheForkWithItsStaleBlocks() throws Exception {
        Map<Integer, List<String>> published = published();
        for (RawBlock block : branch) {
            assertThat(published.get(block.height()))
                    .isEqualTo(
                            block.height() <= OLD_TIP
                                    ? List.of(sampleHash(block.height()), block.hash())
                                    : List.of(block.hash()));
        }
        IntStream.rangeClosed(first, FORK)
                .forEach(height -> assertThat(published.get(height)).containsExactly(sampleHash(height)));
        assertThat(canonical()).isEqualTo(hashes(sampleTo(FORK), branch));

        tellsThatTheTipBecame(branch);
        assertThat(arrived.files()).isEqualTo(files(185, List.of(181, 182, 183)));
        areWhatCoreSays();
    }

    private void tellsThatTheTipBecame(List<RawBlock> in) {
        JsonNode event = event();
        RawBlock newTip = in.get(in.size() - 1);
        assertThat(event.get("fork_height").asInt()).isEqualTo(FORK);
        assertThat(event.get("old_tip_height").asInt()).isEqualTo(OLD_TIP);
        assertThat(event.get("old_tip_hash").asText()).isEqualTo(sampleHash(OLD_TIP));
        assertThat(event.get("new_tip_height").asInt()).isEqualTo(newTip.height());
        assertThat(event.get("new_tip_hash").asText()).isEqualTo(newTip.hash());
        assertThat(texts(event.get("hashes_out"))).containsExactly(sampleHash(181), sampleHash(182), sampleHash(183));
        assertThat(texts(event.get("hashes_in")))
                .isEqualTo(in.stream().map(RawBlock::hash).toList());
    }

    /** The files of the fork's blocks and those of the stale ones. */
    private void areWhatCoreSays() throws IOException {
        for (int height = 181; height <= 185; height++) {
            ExpectedBlock.assertSame(
                    archived("block_" + height + ".json"), CoreChain.fork().get(height));
        }
        for (int height = 181; height <= OLD_TIP; height++) {
            ExpectedBlock.assertSame(
                    archived("orphans/block_" + height + "_" + sampleHash(height) + ".json"),
                    CoreChain.sample().get(height));
        }
    }

    private void runTo(int height) throws Exception {
        try (RunningPipeline pipeline = start("--heights.to=" + height)) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
    }

    private RunningPipeline start(String... settings) {
        return startWith(node.url(), settings);
    }

    private RunningPipeline startWith(String nodes, String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = "--heights.from=" + first;
        return RunningPipeline.start(nodes, arrived.brokers(), arrived.topic(), arrived.archive(), all);
    }

    private void awaitArchived(String hash, int height) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        hasFile(height) && arrived.archived(height).getHash().equals(hash));
        // the others of the chain may be on other partitions
        awaitCommitted();
    }

    private boolean hasFile(int height) {
        return Files.exists(arrived.archive().resolve("block_" + height + ".json"));
    }

    private void awaitCommitted() {
        GroupProgress archive = new GroupProgress(
                new KafkaClients(arrived.brokers(), Map.of()), arrived.topic(), arrived.topic() + ".archive");
        Map<TopicPartition, Long> end = archive.end();
        Awaitility.await().atMost(PATIENCE).until(() -> archive.hasReached(end));
    }

    /** Hashes in the order in which they were published, by height; a null where one says that the height is gone. */
    private NavigableMap<Integer, List<String>> published() throws Exception {
        NavigableMap<Integer, List<String>> published = new TreeMap<>();
        BlockReader reader = new BlockReader(null);
        for (ConsumerRecord<String, byte[]> record : arrived.records(arrived.topic())) {
            published
                    .computeIfAbsent(Integer.valueOf(record.key()), height -> new ArrayList<>())
                    .add(
                            record.value() == null
                                    ? null
                                    : reader.read(record.value()).getHash());
        }
        return published;
    }

    /** What the chain index ends with. */
    private Map<Integer, String> canonical() {
        Map<Integer, String> canonical = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : arrived.records(arrived.topic() + ".chain")) {
            int height = Integer.parseInt(record.key());
            JsonNode entry = record.value() == null ? null : CoreChain.parse(record.value());
            if (entry == null || entry.path("stale").asBoolean()) {
                canonical.remove(height);
            } else {
                canonical.put(height, entry.get("hash").asText());
            }
        }
        return canonical;
    }

    private JsonNode event() {
        assertThat(events()).hasSize(1);
        ConsumerRecord<String, byte[]> event = events().get(0);
        JsonNode json = CoreChain.parse(event.value());
        assertThat(event.key()).isEqualTo(json.get("fork_height").asText());
        return json;
    }

    private List<ConsumerRecord<String, byte[]>> events() {
        return arrived.records(arrived.topic() + ".reorgs");
    }

    private JsonNode archived(String file) throws IOException {
        return CoreChain.parse(Files.readAllBytes(arrived.archive().resolve(file)));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private Map<Integer, String> hashes(List<RawBlock> below, List<RawBlock> above) {
        NavigableMap<Integer, String> hashes = new TreeMap<>();
        below.forEach(block -> hashes.put(block.height(), block.hash()));
        above.forEach(block -> hashes.put(block.height(), block.hash()));
        return hashes.tailMap(first, true);
    }

    private TreeSet<String> files(int tip, List<Integer> staleHeights) {
        TreeSet<String> files = new TreeSet<>();
        IntStream.rangeClosed(first, tip).forEach(height -> files.add("block_" + height + ".json"));
        staleHeights.forEach(height -> files.add(orphan(SampleChain.blocks().get(height))));
        return files;
    }

    private static String orphan(RawBlock block) {
        return "orphans/block_" + block.height() + "_" + block.hash() + ".json";
    }

    private static List<RawBlock> sampleTo(int height) {
        return SampleChain.blocks().subList(0, height + 1);
    }

    private static String sampleHash(int height) {
        return Arrived.hash(height);
    }
}
