package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Reaction;
import pipeline.HeldFileSystem.Hold;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** Whoever writes a file, and whenever: each ends as what the chain index says, once, and stale blocks under orphans/. */
class ArchiveOnceTest {

    private static final int OLD_TIP = 183;

    /** Where a test begins that is not about how much is archived. */
    private static final int SHORTLY_BEFORE = 150;

    /** Of each instance. */
    private static final int CONSUMERS = 2;

    private static final String ARCHIVE = "--pipeline.roles=archive";
    private static final String INGEST = "--pipeline.roles=ingest";
    private static final String HELD = "--hdfs.url=" + HeldFileSystem.URL;

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static List<RawBlock> branch;

    private SampleNode sample;
    private FaultyNode node;
    private Arrived arrived;
    private int first = SHORTLY_BEFORE;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        try (InputStream csv = ArchiveOnceTest.class.getResourceAsStream("/chain/fork.csv")) {
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
        String topic = "once-" + System.nanoTime();
        arrived = new Arrived(broker.brokers(), topic, directory.resolve(topic));
    }

    @AfterEach
    void stopNode() {
        node.close();
        sample.close();
    }

    @Test
    void a_stale_block_of_a_process_that_was_frozen_before_the_rename_does_not_stay() throws Exception {
        wakesOverTheNewBlock(HeldFileSystem.hold("block_183.json"));
    }

    @Test
    void a_stale_block_of_a_process_that_was_frozen_does_not_stay_when_the_new_one_cannot_be_put_back_at_once()
            throws Exception {
        wakesOverTheNewBlock(HeldFileSystem.hold("block_183.json").thenFails());
    }

    private void wakesOverTheNewBlock(Hold hold) throws Exception {
        try (RunningPipeline ingest = start(INGEST);
                RunningPipeline frozen = start(ARCHIVE, HELD)) {
            hold.awaitReached();
            takeItsPartitions();
            try (RunningPipeline other = start(ARCHIVE)) {
                sample.switchTo(branch);
                awaitCanonical(branch);

                hold.release();

                awaitCanonical(branch);
            }
        }
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_height_that_is_gone_does_not_come_back_by_a_process_that_was_frozen() throws Exception {
        Hold hold = HeldFileSystem.hold("block_183.json");
        try (RunningPipeline ingest = start(INGEST);
                RunningPipeline frozen = start(ARCHIVE, HELD)) {
            hold.awaitReached();
            takeItsPartitions();
            try (RunningPipeline other = start(ARCHIVE)) {
                sample.switchTo(branch.subList(0, 2));
                awaitCanonical(branch.subList(0, 2));
                awaitCommitted();

                hold.release();

                Awaitility.await().atMost(PATIENCE).until(() -> !hasFile("block_183.json") && hasFile(orphan(OLD_TIP)));
            }
        }
        assertThat(arrived.archived(orphan(OLD_TIP)).getHash()).isEqualTo(Arrived.hash(OLD_TIP));
        assertThat(hasFile("block_183.json")).isFalse();
    }

    @Test
    void a_new_block_is_not_taken_away_by_a_process_that_was_frozen_before_it_removed_the_old_one() throws Exception {
        wakesBeforeItRemoves(HeldFileSystem.hold("block_183.json"));
    }

    @Test
    void a_new_block_that_a_process_that_was_frozen_takes_away_comes_back_when_it_cannot_be_put_back_at_once()
            throws Exception {
        wakesBeforeItRemoves(HeldFileSystem.hold("block_183.json").thenFails());
    }

    private void wakesBeforeItRemoves(Hold hold) throws Exception {
        runTo(OLD_TIP);
        try (RunningPipeline ingest = start(INGEST);
                RunningPipeline frozen = start(ARCHIVE, HELD)) {
            sample.switchTo(branch.subList(0, 2));
            hold.awaitReached();
            takeItsPartitions();
            try (RunningPipeline other = start(ARCHIVE)) {
                sample.switchTo(branch);
                awaitCanonical(branch);

                hold.release();

                awaitCanonical(branch);
            }
        }
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_block_that_leaves_the_chain_while_it_is_written_is_kept_under_orphans() throws Exception {
        Hold hold = HeldFileSystem.hold("block_183.json");
        try (RunningPipeline ingest = start(INGEST);
                RunningPipeline archive = start(ARCHIVE, HELD)) {
            hold.awaitReached();
            sample.switchTo(branch.subList(0, 2));
            Awaitility.await().atMost(PATIENCE).until(() -> arrived.records(arrived.topic()).stream()
                    .anyMatch(record -> record.key().equals("183") && record.value() == null));

            hold.release();

            awaitCanonical(branch.subList(0, 2));
            awaitCommitted();
        }
        assertThat(hasFile("block_183.json")).isFalse();
        assertThat(arrived.archived(orphan(OLD_TIP)).getHash()).isEqualTo(Arrived.hash(OLD_TIP));
    }

    @Test
    void a_group_that_is_rewound_to_before_a_reorg_leaves_canonical_files_canonical() throws Exception {
        runTo(OLD_TIP);
        sample.switchTo(branch);
        try (RunningPipeline pipeline = start()) {
            awaitCanonical(branch);
            awaitCommitted();
        }
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
            arrived.committedOffsets()
                    .keySet()
                    .forEach(partition ->
                            beginning.put(new TopicPartition(arrived.topic(), partition), new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets(group(), beginning).all().get();
        }
        Files.delete(arrived.archive().resolve("block_150.json"));
        try (RunningPipeline pipeline = start(ARCHIVE)) {
            awaitCommitted();
            assertThat(pipeline.log().count("is not what the chain index says")).isZero();
        }
        assertThat(hasFile("block_150.json")).as("all was archived again").isTrue();
        isTheForkWithItsStaleBlocks();
    }

    @Test
    void a_second_instance_that_joins_and_a_first_that_leaves_archive_each_block_whole() throws Exception {
        first = 0;
        CountDownLatch goOn = new CountDownLatch(1);
        node.on(request -> request.asksForBlock(Arrived.hash(60)), 1, Reaction.hang(goOn));
        try (RunningPipeline ingest = start(INGEST);
                RunningPipeline first = start(ARCHIVE)) {
            awaitFiles(20);
            try (RunningPipeline second = start(ARCHIVE)) {
                awaitConsumersAtWork(2 * CONSUMERS);
                goOn.countDown();
                awaitFiles(80);
                first.close();
                awaitCanonical(SampleChain.blocks());
                awaitCommitted();
            }
        }
        arrived.isExactly(0, OLD_TIP);
        for (int height = 0; height <= OLD_TIP; height++) {
            isExpected(height, CoreChain.sample().get(height));
        }
        assertThat(arrived.deadLetters()).isEmpty();
    }

    @Test
    void files_of_the_newest_heights_that_are_missing_or_wrong_are_mended_at_the_start_and_no_other_is_touched()
            throws Exception {
        runTo(OLD_TIP);
        Map<String, FileTime> written = times();
        Files.delete(file("block_180.json"));
        Files.copy(file("block_160.json"), file("block_160.copy"));
        Files.move(file("block_160.copy"), file("block_181.json"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(file("block_182.json"), "{\"hash\":");

        runTo(OLD_TIP);

        for (int height = 180; height <= OLD_TIP; height++) {
            isExpected(height, CoreChain.sample().get(height));
        }
        Map<String, FileTime> after = times();
        List.of("block_180.json", "block_181.json", "block_182.json").forEach(name -> {
            written.remove(name);
            after.remove(name);
        });
        assertThat(after.remove("orphans/block_181_" + Arrived.hash(160) + ".json"))
                .isNotNull();
        assertThat(after).isEqualTo(written);
    }

    @Test
    void a_start_with_a_healthy_archive_touches_nothing() throws Exception {
        runTo(OLD_TIP);
        Map<String, FileTime> written = times();
        runTo(OLD_TIP);
        assertThat(times()).isEqualTo(written);
    }

    @Test
    void what_is_not_yet_archived_is_left_to_its_turn_at_the_start() throws Exception {
        runTo(160);
        try (RunningPipeline ingest = start(INGEST, "--heights.to=182")) {
            assertThat(ingest.awaitStatus()).isZero();
        }
        try (RunningPipeline pipeline = start("--heights.to=182")) {
            assertThat(pipeline.awaitStatus()).isZero();
            assertThat(pipeline.log().count("is not what the chain index says")).isZero();
        }
        arrived.isExactly(first, 182);
    }

    @Test
    void what_killed_processes_left_is_removed_once_it_is_old() throws Exception {
        Files.createDirectories(file("orphans"));
        Path old = leftover("", Duration.ofHours(2));
        Path oldOrphan = leftover("orphans/", Duration.ofHours(2));
        Path young = leftover("", Duration.ofMinutes(30));
        Path others = Files.writeString(file(".mine.tmp"), "no file of ours");
        Files.setLastModifiedTime(others, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        try (RunningPipeline pipeline = start()) {
            Awaitility.await().atMost(PATIENCE).until(() -> !Files.exists(old) && !Files.exists(oldOrphan));
            awaitCanonical(SampleChain.blocks());
        }
        assertThat(young).exists();
        assertThat(others).exists();
    }

    private Path leftover(String folder, Duration age) throws IOException {
        Path leftover = file(folder + ".block_5.json." + UUID.randomUUID() + ".tmp");
        Files.writeString(leftover, "{\"hash\":\"");
        return Files.setLastModifiedTime(leftover, FileTime.from(Instant.now().minus(age)));
    }

    /** As if their session had ended: who is at work does not know yet. */
    private void takeItsPartitions() throws Exception {
        try (Admin admin = admin()) {
            admin.removeMembersFromConsumerGroup(group(), new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
    }

    private void isTheForkWithItsStaleBlocks() throws IOException {
        for (RawBlock block : branch) {
            isExpected(block.height(), CoreChain.fork().get(block.height()));
        }
        for (int height = 181; height <= OLD_TIP; height++) {
            ExpectedBlock.assertSame(
                    CoreChain.parse(Files.readAllBytes(file(orphan(height)))),
                    CoreChain.sample().get(height));
        }
        List<String> names = new ArrayList<>();
        for (int height = first; height <= 185; height++) {
            names.add("block_" + height + ".json");
        }
        List.of(181, 182, 183).forEach(height -> names.add(orphan(height)));
        assertThat(arrived.files()).containsExactlyInAnyOrderElementsOf(names);
    }

    private void isExpected(int height, JsonNode answer) throws IOException {
        ExpectedBlock.assertSame(CoreChain.parse(Files.readAllBytes(file("block_" + height + ".json"))), answer);
    }

    private void awaitCanonical(List<RawBlock> blocks) {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> blocks.stream()
                .filter(block -> block.height() >= first)
                .allMatch(block -> arrived.archived(block.height()).getHash().equals(block.hash())));
    }

    private void awaitConsumersAtWork(int count) throws Exception {
        try (Admin admin = admin()) {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(group()))
                        .describedGroups()
                        .get(group())
                        .get();
                return group.groupState() == GroupState.STABLE
                        && group.members().stream()
                                        .filter(member -> !member.assignment()
                                                .topicPartitions()
                                                .isEmpty())
                                        .count()
                                == count;
            });
        }
    }

    private void awaitFiles(int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> arrived.files().size() >= count);
    }

    private void awaitCommitted() {
        GroupProgress archive =
                new GroupProgress(new KafkaClients(broker.brokers(), Map.of()), arrived.topic(), group());
        Awaitility.await().atMost(PATIENCE).until(() -> archive.hasReached(archive.end()));
    }

    private void runTo(int height) throws Exception {
        try (RunningPipeline pipeline = start("--heights.to=" + height)) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
    }

    private RunningPipeline start(String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = "--heights.from=" + first;
        return RunningPipeline.start(node.url(), broker.brokers(), arrived.topic(), arrived.archive(), all);
    }

    private Map<String, FileTime> times() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        for (String name : arrived.files()) {
            times.put(name, Files.getLastModifiedTime(file(name)));
        }
        return times;
    }

    private boolean hasFile(String name) {
        return Files.exists(file(name));
    }

    private Path file(String name) {
        return arrived.archive().resolve(name);
    }

    private String group() {
        return arrived.topic() + ".archive";
    }

    private static Admin admin() {
        return new KafkaClients(broker.brokers(), Map.of()).admin();
    }

    private static String orphan(int height) {
        return "orphans/block_" + height + "_" + Arrived.hash(height) + ".json";
    }
}
