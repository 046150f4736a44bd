package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordPlaceTest {

    @Test
    void the_key_of_a_dead_letter_says_which_record_it_is_about() {
        RecordPlace place = new RecordPlace(new TopicPartition("raw-blocks", 3), 1_234_567_890_123L);
        assertThat(place).hasToString("raw-blocks-3-1234567890123");
        assertThat(RecordPlace.of("raw-blocks", "raw-blocks-3-1234567890123")).contains(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fetch-blocks/3",
                "raw-blocks-3",
                "raw-blocks-3-4-5",
                "raw-blocks-2-3-4",
                "other-3-4",
                "raw-blocks-x-4",
                ""
            })
    void any_other_key_is_about_something_else(String key) {
        assertThat(RecordPlace.of("raw-blocks", key)).isEmpty();
    }

    @Test
    void a_record_without_a_key_is_about_nothing() {
        assertThat(RecordPlace.of("raw-blocks", null)).isEmpty();
    }
}
