package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.FaultyNode.Fault;
import pipeline.FaultyNode.Reaction;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** A pipeline that polls once an hour hears what its node announces; whatever that is, each block is copied once. */
class AnnouncedBlocksTest {

    private static final List<RawBlock> CHAIN = SampleChain.blocks();

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static SampleNode sample;
    private static FaultyNode node;
    private static CorePublisher publisher;
    private static Arrived arrived;
    private static RunningPipeline pipeline;
    private static int tip;

    @BeforeAll
    static void follow() {
        broker = EmbeddedBroker.open(directory.resolve("kafka"));
        sample = SampleNode.start(CHAIN.subList(0, 1), SampleChain.spentOutputs());
        node = FaultyNode.before(sample);
        publisher = CorePublisher.start();
        arrived = new Arrived(broker.brokers(), "announced", directory.resolve("archive"));
        pipeline = RunningPipeline.start(
                node.url(),
                arrived.brokers(),
                arrived.topic(),
                arrived.archive(),
                "--heights.poll-interval=1h",
                "--bitcoin.zmq.url=" + publisher.url());
        publisher.awaitListener();
        awaitTip();
    }

    @AfterAll
    static void stop() throws Exception {
        arrived.isExactly(0, tip);
        assertThat(arrived.deadLetters()).isEmpty();
        pipeline.close();
        assertThat(pipeline.log().stackTraces()).isEmpty();
        publisher.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.matches("(iothread|reaper)-\\d+|.*zmq:.*"));
        node.close();
        sample.close();
        broker.close();
    }

    @Test
    void a_block_that_is_announced_as_the_new_tip_is_copied_at_once() {
        uncoverNextBlock();
        publisher.announceBlock(Arrived.hash(tip));
        awaitTip();
    }

    @Test
    void a_block_that_is_announced_as_connected_is_copied_at_once() {
        uncoverNextBlock();
        publisher.announceSequence(Arrived.hash(tip), 'C');
        awaitTip();
    }

    @Test
    void a_block_whose_announcement_is_lost_is_copied_with_the_next_message_of_any_kind() {
        publisher.announceTransaction();
        uncoverNextBlock();
        publisher.lose("sequence");
        publisher.announceTransaction();
        awaitTip();
        publisher.announceTransaction();
        uncoverNextBlock();
        publisher.announceBlock(Arrived.hash(tip));
        awaitTip();
        assertThat(pipeline.log()
                        .count("announcements of the node at " + publisher.url() + " (bitcoin.zmq.url) got lost"))
                .isOne();
    }

    @Test
    void a_block_that_is_announced_again_and_again_is_copied_once() {
        uncoverNextBlock();
        publisher.announceBlock(Arrived.hash(tip));
        publisher.announceSequence(Arrived.hash(tip), 'C');
        publisher.repeatBlock(Arrived.hash(tip));
        publisher.repeatBlock(Arrived.hash(tip));
        awaitTip();
        publisher.announceBlock(Arrived.hash(tip));
        publisher.announceSequence(Arrived.hash(tip), 'D');
        // one more, so that all before it have been handled
        uncoverNextBlock();
        publisher.announceBlock(Arrived.hash(tip));
        awaitTip();
        assertThat(arrived.publishedHeights()).doesNotHaveDuplicates();
    }

    @Test
    void messages_that_are_no_announcements_are_told_and_ignored() {
        byte[] hashblock = "hashblock".getBytes(StandardCharsets.US_ASCII);
        publisher.sendFrames(hashblock);
        publisher.sendFrames(hashblock, new byte[31], CorePublisher.counter(0));
        publisher.sendFrames(
                "hashblock2\n".getBytes(StandardCharsets.US_ASCII), new byte[32], CorePublisher.counter(0));
        String ignored = "Ignored a message of " + publisher.url() + " (bitcoin.zmq.url) that is no announcement: ";
        pipeline.log().await(ignored + "it has 1 frames, not 3");
        pipeline.log().await(ignored + "its body has 31 bytes, not 32");
        pipeline.log().await(ignored + "its topic hashblock2? is none of hashblock, sequence");
        uncoverNextBlock();
        publisher.announceBlock(Arrived.hash(tip));
        awaitTip();
    }

    @Test
    void a_block_that_is_announced_while_one_is_copied_follows_it() {
        CountDownLatch goOn = new CountDownLatch(1);
        uncoverNextBlock();
        // the chain is looked at before the block is asked for, so what comes from then on is not seen in this
        // iteration
        Fault hold = node.on(request -> request.asksForBlock(Arrived.hash(tip)), 1, Reaction.hang(goOn));
        publisher.announceBlock(Arrived.hash(tip));
        Awaitility.await().atMost(PATIENCE).until(() -> hold.hits() == 1);
        uncoverNextBlock();
        Fault second = node.on(request -> request.asksForBlock(Arrived.hash(tip)), 1, Reaction.hangUp());
        publisher.announceBlock(Arrived.hash(tip));
        // told once all before it has been heard
        publisher.sendFrames("hashblock".getBytes(StandardCharsets.US_ASCII), new byte[0]);
        pipeline.log().await("that is no announcement: it has 2 frames, not 3");
        assertThat(second.hits()).isZero();
        goOn.countDown();
        awaitTip();
        assertThat(second.hits()).isOne();
    }

    @Test
    void a_node_that_starts_again_is_heard_again_and_asked_what_it_has_not_told() {
        long heard = pipeline.log().count("is heard");
        publisher.close();
        pipeline.log().await("Cannot hear the node at " + publisher.url() + " (bitcoin.zmq.url)");
        uncoverNextBlock();
        publisher = publisher.startAnew();
        publisher.awaitListener();
        pipeline.log().await("is heard", (int) heard + 1);
        awaitTip();
        uncoverNextBlock();
        publisher.announceBlock(Arrived.hash(tip));
        awaitTip();
    }

    private static void uncoverNextBlock() {
        tip++;
        sample.switchTo(CHAIN.subList(tip, tip + 1));
    }

    private static void awaitTip() {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.exists(arrived.archive().resolve("block_" + tip + ".json")));
    }
}
