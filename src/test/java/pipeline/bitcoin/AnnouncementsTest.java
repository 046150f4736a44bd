package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pipeline.WrittenLog;

class AnnouncementsTest {

    private static final String HASH = "00".repeat(32);

    private final WrittenLog log = new WrittenLog();
    private final Announcements announcements = new Announcements("tcp://node:28332");

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void the_counter_is_an_unsigned_number_whose_lowest_byte_comes_first() {
        assertThat(Announcement.of(List.of(ascii("hashblock"), new byte[32], new byte[] {1, 2, 0, (byte) 0x80})))
                .isEqualTo(new Announcement("hashblock", 0x80000201, true));
    }

    @ParameterizedTest
    @CsvSource({"43,true", "44,true", "410000000000000001,false", "520000000000000001,false"})
    void a_sequence_is_of_the_chain_when_its_label_says_so(String behindHash, boolean isOfChain) {
        assertThat(Announcement.of(frames("sequence", HASH + behindHash, 7)).isOfChain())
                .isEqualTo(isOfChain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    hashblock | 31 |          | its body has 31 bytes, not 32
                    hashblock | 33 |          | its body has 33 bytes, not 32
                    sequence  | 32 |          | its body of 32 bytes has no hash with one of the labels C, D, A, R
                    sequence  | 32 | 45       | its body of 33 bytes has no hash with one of the labels C, D, A, R
                    sequence  | 32 | 4300     | its body has 34 bytes, not 33
                    sequence  | 32 | 41       | its body has 33 bytes, not 41
                    sequence  | 0  |          | its body of 0 bytes has no hash
                    rawblock  | 80 |          | its topic rawblock is none of hashblock, sequence
                    """)
    void what_core_would_not_say_is_no_announcement(String topic, int zeros, String more, String reason) {
        String body = "00".repeat(zeros) + (more == null ? "" : more);
        assertThatThrownBy(() -> Announcement.of(frames(topic, body, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_message_of_too_few_frames_or_with_another_counter_is_no_announcement() {
        List<byte[]> frames = frames("hashblock", HASH, 0);
        assertThatThrownBy(() -> Announcement.of(frames.subList(0, 2))).hasMessage("it has 2 frames, not 3");
        assertThatThrownBy(() -> Announcement.of(List.of(frames.get(0), frames.get(1), new byte[3])))
                .hasMessage("its counter has 3 bytes, not 4");
        assertThatThrownBy(() -> Announcement.of(List.of())).hasMessage("it has 0 frames, not 3");
    }

    @Test
    void a_topic_that_is_anything_is_told_in_a_line() {
        byte[] topic = new byte[1000];
        Arrays.fill(topic, (byte) '\n');
        assertThatThrownBy(() -> Announcement.of(List.of(topic, new byte[32], new byte[4])))
                .hasMessage("its topic " + "?".repeat(40) + " is none of hashblock, sequence");
    }

    @Test
    void each_topic_has_its_own_count_and_each_gap_is_told_once() {
        assertThat(hears("sequence", HASH + "410000000000000001", 5)).isFalse();
        assertThat(hears("hashblock", HASH, 900)).isTrue();
        assertThat(hears("sequence", HASH + "410000000000000002", 6)).isFalse();
        assertThat(log.warnings()).isEmpty();

        assertThat(hears("sequence", HASH + "410000000000000005", 9)).isTrue();
        assertThat(hears("sequence", HASH + "410000000000000006", 10)).isFalse();

        assertThat(log.warnings()).singleElement().satisfies(line -> assertThat(line.text())
                .isEqualTo("2 announcements of the node at tcp://node:28332 (bitcoin.zmq.url) got lost, topic sequence"
                        + " went from 6 to 9: looking for new blocks at once"));
    }

    @Test
    void a_counter_that_goes_round_loses_nothing() {
        hears("sequence", HASH + "410000000000000001", -1);
        assertThat(hears("sequence", HASH + "410000000000000001", 0)).isFalse();
        assertThat(hears("sequence", HASH + "410000000000000001", 2)).isTrue();
        assertThat(log.count("1 announcements of the node")).isOne();
    }

    @Test
    void a_node_that_counts_anew_may_have_found_blocks_meanwhile() {
        hears("sequence", HASH + "410000000000000001", 100);
        assertThat(hears("sequence", HASH + "410000000000000001", 0)).isTrue();
        assertThat(log.warnings()).isEmpty();
        assertThat(log.count("has started to count sequence anew: 100 to 0")).isOne();
    }

    private boolean hears(String topic, String body, int counter) {
        return announcements.callForIteration(frames(topic, body, counter));
    }

    private static List<byte[]> frames(String topic, String body, int counter) {
        ByteBuffer four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(counter);
        return List.of(ascii(topic), HexFormat.of().parseHex(body), four.array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
