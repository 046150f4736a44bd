package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class HeightsTest {

    private static final BitSet NONE = new BitSet();

    @Test
    void nothing_published_leaves_everything_in_spans_of_a_hundred() {
        assertThat(HeightSpan.of(Heights.wanted(0, 250, 250, new TestChain(), NONE), 100))
                .containsExactly(new HeightSpan(0, 99), new HeightSpan(100, 199), new HeightSpan(200, 250));
    }

    @Test
    void what_is_published_and_what_is_a_dead_letter_is_left_out() {
        TestChain published = new TestChain().with(100, 110, 'a');
        BitSet deadLetters = set(111, 120);
        assertThat(HeightSpan.of(Heights.wanted(0, 183, 183, published, deadLetters), 100))
                .containsExactly(new HeightSpan(0, 99), new HeightSpan(121, 183));
        assertThat(Heights.wanted(100, 120, 183, published, deadLetters).isEmpty())
                .isTrue();
        assertThat(HeightSpan.of(Heights.wanted(90, 121, 183, published, deadLetters), 100))
                .containsExactly(new HeightSpan(90, 99), new HeightSpan(121, 121));
    }

    @Test
    void a_range_that_begins_above_the_tip_is_empty() {
        assertThat(Heights.wanted(184, 183, 183, new TestChain(), NONE).isEmpty())
                .isTrue();
        assertThat(Heights.wanted(0, -1, -1, new TestChain(), NONE).isEmpty()).isTrue();
    }

    @Test
    void what_a_reorg_has_not_yet_replaced_is_left_to_do_wherever_the_range_is() {
        TestChain published = new TestChain().with(0, 150, 'b').stale(151, 160);
        assertThat(HeightSpan.of(Heights.wanted(0, 100, 158, published, NONE), 100))
                .containsExactly(new HeightSpan(151, 158));
        assertThat(Heights.wanted(0, 100, 158, published, set(151, 160)).isEmpty())
                .isTrue();
    }

    private static BitSet set(int from, int to) {
        BitSet set = new BitSet();
        set.set(from, to + 1);
        return set;
    }
}
