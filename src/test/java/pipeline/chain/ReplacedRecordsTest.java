package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Records as text: topic, key and what they hold. */
class ReplacedRecordsTest {

    private static final String EVENT =
            "blocks.reorgs 180 {\"fork_height\":180,\"old_tip_height\":183,\"old_tip_hash\":\""
                    + TestChain.hash('a', 183) + "\",\"new_tip_height\":182,\"new_tip_hash\":\""
                    + TestChain.hash('b', 182)
                    + "\",\"hashes_out\":[\"" + TestChain.hash('a', 181) + "\",\"" + TestChain.hash('a', 182) + "\",\""
                    + TestChain.hash('a', 183) + "\"],\"hashes_in\":[\"" + TestChain.hash('b', 181) + "\",\""
                    + TestChain.hash('b', 182) + "\"]}";

    private static final byte[] BLOCK = "block".getBytes(StandardCharsets.US_ASCII);

    private final CamelContext camel = new DefaultCamelContext();
    private final TestChain published = new TestChain().with(0, 183, 'a');
    private final Map<Integer, String> letters = new TreeMap<>();

    @Test
    void the_first_range_of_a_reorg_takes_all_out_before_it_brings_its_own() {
        assertThat(recordsOf(reorg(), 182, 181))
                .containsExactly(
                        EVENT,
                        "blocks.chain 182 {\"network\":\"regtest\",\"hash\":\"" + TestChain.hash('a', 182)
                                + "\",\"previous_block_hash\":null,\"timestamp\":0,\"chain_work\":null,\"stale\":true}",
                        "blocks 183 null",
                        "blocks.chain 183 null",
                        "blocks 181 block",
                        "blocks.chain 181 block");
    }

    @Test
    void a_reorg_that_fits_a_range_is_done_with_it() {
        assertThat(recordsOf(reorg(), 185, 181, 182, 183))
                .containsExactly(
                        EVENT,
                        "blocks 181 block",
                        "blocks.chain 181 block",
                        "blocks 182 block",
                        "blocks.chain 182 block",
                        "blocks 183 block",
                        "blocks.chain 183 block");
    }

    @Test
    void a_range_without_blocks_takes_all_out_the_same() {
        assertThat(recordsOf(reorg(), 185)).hasSize(4).startsWith(EVENT).allMatch(record -> !record.endsWith("null"));
    }

    @Test
    void a_later_range_and_one_without_a_reorg_bring_their_own_only() {
        published.with(181, 181, 'b').stale(182, 183);
        assertThat(recordsOf(reorg(), 185, 182)).containsExactly("blocks 182 block", "blocks.chain 182 block");
        assertThat(recordsOf(null, 185, 182)).containsExactly("blocks 182 block", "blocks.chain 182 block");
    }

    @Test
    void what_no_block_is_to_come_for_any_more_is_taken_away() {
        published.with(181, 181, 'b').stale(182, 183);
        assertThat(recordsOf(null, 182, 182))
                .containsExactly(
                        "blocks 183 null", "blocks.chain 183 null", "blocks 182 block", "blocks.chain 182 block");
    }

    @Test
    void an_empty_range_before_anything_is_planned_stays_empty() {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(List.of());
        new ReplacedRecords(published, this::letters, "blocks").addTo(exchange);
        assertThat(exchange.getMessage().getBody(List.class)).isEmpty();
    }

    @Test
    void letters_of_blocks_that_come_or_went_are_closed_and_those_of_the_new_chain_stay() {
        letters.put(90, TestChain.hash('a', 90));
        letters.put(181, TestChain.hash('a', 181));
        letters.put(182, TestChain.hash('b', 182));
        letters.put(184, TestChain.hash('a', 184));
        assertThat(recordsOf(reorg(), 185, 181)).startsWith("blocks.dead-letters fetch-blocks/181 null");
        assertThat(recordsOf(reorg(), 185, 181).stream().filter(record -> record.contains("letters")))
                .containsExactly(
                        "blocks.dead-letters fetch-blocks/181 null", "blocks.dead-letters fetch-blocks/184 null");
        assertThat(recordsOf(null, 185, 90).get(0)).isEqualTo("blocks.dead-letters fetch-blocks/90 null");
    }

    private List<String> letters(BiPredicate<Integer, String> which) {
        return letters.entrySet().stream()
                .filter(letter -> which.test(letter.getKey(), letter.getValue()))
                .map(letter -> "fetch-blocks/" + letter.getKey())
                .toList();
    }

    private static Reorg reorg() {
        return new Reorg(
                180,
                183,
                TestChain.hash('a', 183),
                182,
                TestChain.hash('b', 182),
                IntStream.rangeClosed(181, 183)
                        .mapToObj(height -> TestChain.hash('a', height))
                        .toList(),
                List.of(TestChain.hash('b', 181), TestChain.hash('b', 182)));
    }

    private List<String> recordsOf(Reorg reorg, long nodeTip, int... range) {
        List<Message> records = new ArrayList<>();
        for (int height : range) {
            records.add(RangeRecords.record(camel, "blocks", String.valueOf(height), BLOCK));
            records.add(RangeRecords.record(camel, "blocks.chain", String.valueOf(height), BLOCK));
        }
        Exchange exchange = new DefaultExchange(camel);
        exchange.setProperty(ReplacedRecords.REORG, reorg);
        exchange.setProperty(ReplacedRecords.NODE_TIP, nodeTip);
        exchange.getMessage().setBody(records);
        new ReplacedRecords(published, this::letters, "blocks").addTo(exchange);
        List<Message> all = exchange.getMessage().getBody(List.class);
        return all.stream().map(ReplacedRecordsTest::text).toList();
    }

    private static String text(Message record) {
        byte[] value = (byte[]) record.getBody();
        return record.getHeader(KafkaConstants.OVERRIDE_TOPIC) + " " + record.getHeader(KafkaConstants.KEY) + " "
                + (value == null ? "null" : new String(value, StandardCharsets.UTF_8));
    }
}
