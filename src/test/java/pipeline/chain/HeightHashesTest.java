package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeightHashesTest {

    private final HeightHashes hashes = new HeightHashes();

    @Test
    void a_hash_is_found_at_its_height_only() {
        hashes.put(5000, "ab".repeat(32));
        assertThat(hashes.get(5000)).isEqualTo("ab".repeat(32));
        assertThat(hashes.get(4999)).isNull();
        assertThat(hashes.get(1_000_000)).isNull();
        assertThat(hashes.get(-1)).isNull();
    }

    @Test
    void a_height_can_be_replaced_and_removed() {
        hashes.put(7, "ab".repeat(32));
        hashes.put(7, "cd".repeat(32));
        assertThat(hashes.get(7)).isEqualTo("cd".repeat(32));
        hashes.remove(7);
        assertThat(hashes.get(7)).isNull();
        assertThat(hashes.lowest()).isEqualTo(-1);
        assertThat(hashes.highest()).isEqualTo(-1);
    }

    @Test
    void the_lowest_and_the_highest_height_are_known() {
        hashes.put(9000, "ab".repeat(32));
        hashes.put(3, "cd".repeat(32));
        assertThat(hashes.lowest()).isEqualTo(3);
        assertThat(hashes.highest()).isEqualTo(9000);
    }
}
