package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeQuestion;

/** Branch a is published, branch b is what the node has instead above the fork. */
class ReorgsTest {

    private static final long MUCH = 1000;
    private static final long LITTLE = 10;

    private final TestChain published = new TestChain().with(0, 183, 'a').work(100);

    @Test
    void nothing_published_and_the_same_chain_are_no_reorg() throws Exception {
        TestNode node = node(183, 183, 100);
        assertThat(find(new TestChain(), node)).isEmpty();
        assertThat(find(published, node)).isEmpty();
        // where the node stands, and nothing else
        assertThat(node.calls()).isEqualTo(2);
        assertThat(find(published, node(200, 200, MUCH))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 90, 91, 181, 182})
    void the_fork_is_found_at_any_depth(int fork) throws Exception {
        TestNode node = node(fork, 185, MUCH);
        Reorg reorg = find(published, node).orElseThrow();
        assertThat(reorg)
                .isEqualTo(new Reorg(
                        fork,
                        183,
                        TestChain.hash('a', 183),
                        185,
                        TestChain.hash('b', 185),
                        hashes('a', fork + 1, 183),
                        hashes('b', fork + 1, 185)));
        // where the node stands, our tip's height and header, a halving each, the headers by the hundred
        assertThat(node.calls()).isLessThanOrEqualTo(3 + 9 + 4);
    }

    @ParameterizedTest
    @CsvSource({
        // what is published in two pieces, where the chains part, and the highest published height below that
        "0, 100, 120, 183, 150, 150",
        "0, 100, 120, 183, 110, 100",
        "0, 100, 120, 183, 50, 50",
        "7, 7, 183, 183, 100, 7",
    })
    void gaps_do_not_hide_the_fork(int from, int to, int secondFrom, int secondTo, int parting, int fork)
            throws Exception {
        TestChain gaps = new TestChain()
                .with(from, to, 'a')
                .with(secondFrom, secondTo, 'a')
                .work(100);
        Reorg reorg = find(gaps, node(parting, 185, MUCH)).orElseThrow();
        assertThat(reorg.forkHeight()).isEqualTo(fork);
        int firstOut = gaps.heights().nextSetBit(fork + 1);
        assertThat(reorg.hashesOut())
                .isEqualTo(gaps.heights().stream()
                        .filter(height -> height > fork)
                        .mapToObj(height -> TestChain.hash('a', height))
                        .toList());
        // a block in a gap that is older than the parting belongs to both chains
        assertThat(reorg.hashesIn()).hasSize(185 - firstOut + 1).endsWith(TestChain.hash('b', 185));
        assertThat(reorg.hashAt(firstOut)).contains(TestChain.hash('b', firstOut));
        assertThat(reorg.hashAt(firstOut - 1)).isEmpty();
        assertThat(reorg.hashAt(186)).isEmpty();
    }

    @Test
    void a_chain_that_shares_nothing_is_refused_naming_both_hashes_and_what_to_set() {
        TestNode node = new TestNode(new TestChain().with(0, 185, 'b'), MUCH);
        assertThatThrownBy(() -> find(published, node))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        TestChain.hash('a', 183), TestChain.hash('b', 183), "blocks", "kafka.topics.raw-blocks");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 150, 182})
    void a_node_with_the_same_chain_that_is_behind_is_waited_for(int tip) {
        assertThatThrownBy(() -> find(published, node(tip, tip, LITTLE)))
                .isInstanceOf(NodeException.class)
                .hasMessageContainingAll("is behind", "tip is " + tip, "183");
    }

    @Test
    void a_node_that_has_only_the_header_of_the_published_tip_is_waited_for() {
        // Core tells confirmations −1 of it
        assertThatThrownBy(() -> find(published, node(150, 150, LITTLE).knows(TestChain.hash('a', 183), 100)))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("behind");
        // on a stale branch, with the blocks of the better one on their way
        TestNode syncing =
                node(180, 181, LITTLE).knows(TestChain.hash('a', 183), 100).withHeadersTo(183);
        assertThatThrownBy(() -> find(published, syncing))
                .isInstanceOf(NodeException.class)
                .hasMessageContainingAll("tip at height 181", "lacks the published block");
    }

    @Test
    void another_branch_with_no_more_work_that_does_not_know_the_published_tip_is_waited_for() {
        assertThatThrownBy(() -> find(published, node(180, 183, 100)))
                .isInstanceOf(NodeException.class)
                .hasMessageContainingAll("lacks the published block", TestChain.hash('a', 183), "no more work");
    }

    @Test
    void a_branch_whose_node_calls_the_published_tip_stale_is_a_reorg_whatever_its_work() throws Exception {
        TestNode node = node(180, 183, 100).knows(TestChain.hash('a', 183), 100);
        assertThat(find(published, node).orElseThrow().forkHeight()).isEqualTo(180);
    }

    @Test
    void a_shorter_chain_with_more_work_is_a_reorg() throws Exception {
        Reorg reorg = find(published, node(180, 181, 101)).orElseThrow();
        assertThat(reorg.newTipHeight()).isEqualTo(181);
        assertThat(reorg.hashesOut()).isEqualTo(hashes('a', 181, 183));
        assertThat(reorg.hashesIn()).isEqualTo(hashes('b', 181, 181));
    }

    @Test
    void the_work_that_an_older_release_did_not_publish_is_asked_for() throws Exception {
        TestChain older = new TestChain().with(0, 183, 'a');
        String tip = TestChain.hash('a', 183);
        TestNode knowing = node(180, 185, 101).knows(tip, 100).withHeadersTo(190);
        assertThat(find(older, knowing)).isPresent();
    }

    @Test
    void where_nobody_knows_the_published_work_a_longer_chain_is_the_better_one() throws Exception {
        TestChain older = new TestChain().with(0, 183, 'a');
        assertThat(find(older, node(180, 184, LITTLE))).isPresent();
        assertThatThrownBy(() -> find(older, node(180, 183, MUCH))).isInstanceOf(NodeException.class);
    }

    @Test
    void the_headers_of_a_node_that_stands_in_are_not_taken_for_those_of_the_better_chain() throws Exception {
        TestNode better = node(180, 185, MUCH);
        TestNode standIn = new TestNode(new TestChain().with(0, 180, 'a').with(181, 182, 'c'), LITTLE);
        Reorgs reorgs = new Reorgs(
                new Node() {
                    @Override
                    public <T> T ask(NodeQuestion<T> question) throws NodeException, BadBlockException {
                        return better.calls() < 3 ? better.ask(question) : standIn.ask(question);
                    }
                },
                published,
                new ChainIdentity(better, published, "blocks", () -> "regtest"));
        assertThatThrownBy(() -> reorgs.find(better.chainInfo(), 185))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("changed");
    }

    @Test
    void nothing_is_replaced_before_the_new_blocks_may_be_published() throws Exception {
        TestNode node = node(180, 185, MUCH);
        assertThat(find(published, node, 180)).isEmpty();
        assertThat(find(published, node, 182).orElseThrow().hashesIn()).isEqualTo(hashes('b', 181, 182));
    }

    @Test
    void an_event_stays_small_where_the_node_is_far_ahead() throws Exception {
        Reorg reorg = find(published, node(180, 9000, MUCH)).orElseThrow();
        assertThat(reorg.newTipHeight()).isEqualTo(1183);
        assertThat(reorg.hashesIn()).isEqualTo(hashes('b', 181, 1183));
    }

    @Test
    void a_reorg_whose_first_range_is_published_is_no_reorg_any_more() throws Exception {
        TestChain begun = new TestChain()
                .with(0, 100, 'a')
                .with(101, 150, 'b')
                .stale(151, 183)
                .work(120);
        assertThat(find(begun, node(100, 185, MUCH))).isEmpty();
    }

    @Test
    void a_reorg_back_while_the_first_is_half_done_replaces_what_that_has_published() throws Exception {
        TestChain begun = new TestChain()
                .with(0, 100, 'a')
                .with(101, 150, 'b')
                .stale(151, 183)
                .work(120);
        TestNode node = new TestNode(new TestChain().with(0, 190, 'a'), MUCH);
        Reorg reorg = find(begun, node).orElseThrow();
        assertThat(reorg.forkHeight()).isEqualTo(100);
        assertThat(reorg.hashesOut()).isEqualTo(hashes('b', 101, 150));
        assertThat(reorg.hashesIn()).isEqualTo(hashes('a', 101, 190));
    }

    private static TestNode node(int fork, int tip, long work) {
        return new TestNode(new TestChain().with(0, fork, 'a').with(fork + 1, tip, 'b'), work);
    }

    private static Optional<Reorg> find(TestChain published, TestNode node) throws Exception {
        return find(published, node, Long.MAX_VALUE);
    }

    private static Optional<Reorg> find(TestChain published, TestNode node, long last) throws Exception {
        ChainIdentity identity = new ChainIdentity(node, published, "blocks", () -> "regtest");
        Reorgs reorgs = new Reorgs(node, published, identity);
        ChainInfo chain = node.ask(reorgs::chainInfo);
        return reorgs.find(chain, Math.min(last, chain.height()));
    }

    private static List<String> hashes(char branch, int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(height -> TestChain.hash(branch, height))
                .toList();
    }
}
