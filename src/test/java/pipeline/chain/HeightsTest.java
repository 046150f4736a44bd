package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class HeightsTest {

    @Test
    void nothing_present_leaves_everything_in_spans_of_a_hundred() {
        assertThat(Heights.spans(0, 250, new BitSet()))
                .containsExactly(new HeightSpan(0, 99), new HeightSpan(100, 199), new HeightSpan(200, 250));
    }

    @Test
    void what_is_present_is_left_out() {
        assertThat(Heights.spans(0, 183, present(100, 120)))
                .containsExactly(new HeightSpan(0, 99), new HeightSpan(121, 183));
        assertThat(Heights.spans(100, 120, present(100, 120))).isEmpty();
        assertThat(Heights.spans(90, 121, present(100, 120)))
                .containsExactly(new HeightSpan(90, 99), new HeightSpan(121, 121));
    }

    @Test
    void a_range_that_begins_above_the_tip_is_empty() {
        assertThat(Heights.spans(184, 183, new BitSet())).isEmpty();
        assertThat(Heights.spans(0, -1, new BitSet())).isEmpty();
    }

    private static BitSet present(int from, int to) {
        BitSet present = new BitSet();
        present.set(from, to + 1);
        return present;
    }
}
