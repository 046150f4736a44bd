package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of watched addresses are what Bitcoin Core says of their transactions, through replays and a reorg. */
class WalletWatchTest {

    private static final int FIRST = 100;
    private static final int TIP = 183;

    @TempDir
    private Path folder;

    private static final Set<String> WATCHED = new LinkedHashSet<>();
    private SinkRun run;

    @BeforeEach
    void startServers() throws Exception {
        // of a block that a reorg replaces, of the one in its place, and of transactions that spend
        addAddresses(CoreChain.sample().get(182), 0);
        addAddresses(CoreChain.fork().get(182), 0);
        addAddresses(CoreChain.fork().get(185), 0);
        CoreChain.sample().subList(165, 175).forEach(block -> addAddresses(block, 1));
        run = new SinkRun(
                folder,
                "--heights.from=" + FIRST,
                "--sinks.wallet-watch.enabled=true",
                "--wallet.addresses=" + String.join(", ", WATCHED));
    }

    @AfterEach
    void stopServers() {
        run.close();
    }

    @Test
    void each_transaction_that_touches_an_address_is_told_of_once_under_its_key() throws Exception {
        String events = "--kafka.topics.wallet-activity=events";
        run.to("blocks", TIP, events);
        Map<String, JsonNode> told = told("events");
        assertThat(confirmationsAreUpTo(TIP, told)).isEqualTo(expected(CoreChain.sample()));
        assertThat(told.values())
                .anySatisfy(event -> assertThat(event.get("sent").asLong()).isPositive());

        // another topic is a group that has read nothing: all comes a second time
        run.to("blocks-again", TIP, events);
        assertThat(confirmationsAreUpTo(TIP, told("events"))).isEqualTo(expected(CoreChain.sample()));

        run.switchTo(CoreChain.fork());
        try (RunningPipeline pipeline = run.start("blocks", events)) {
            Awaitility.await().atMost(PATIENCE).until(() -> told("events").keySet().stream()
                    .anyMatch(key -> key.startsWith("185/")));
            run.awaitDone("blocks", "wallet-watch");
        }
        Map<String, JsonNode> after = told("events");
        Map<String, Map<String, Object>> expected = expected(CoreChain.sample());
        expected.putAll(expected(CoreChain.fork()));
        assertThat(values(after)).isEqualTo(expected);
        Map<String, Map<String, Object>> ofFork = expected(CoreChain.fork());
        after.forEach((key, event) ->
                assertThat(event.get("confirmations").asInt() == -1).as(key).isEqualTo(!ofFork.containsKey(key)));
    }

    @Test
    void events_follow_the_chain_wherever_it_goes() throws Throwable {
        run.throughReorgs("wallet-watch", chain -> {
            Map<String, Map<String, Object>> ofChain = expected(chain);
            Map<String, JsonNode> told = told("wallet-activity");
            assertThat(values(told)).containsAllEntriesOf(ofChain);
            told.forEach((key, event) ->
                    assertThat(event.get("confirmations").asInt() == -1).as(key).isEqualTo(!ofChain.containsKey(key)));
        });
    }

    @Test
    void what_is_spent_is_null_where_prevouts_are_not_asked_for() throws Exception {
        run.to("poor", TIP, "--kafka.topics.wallet-activity=poor-events", "--bitcoin.prevouts=none");
        Map<String, Map<String, Object>> expected = new TreeMap<>();
        expected(CoreChain.sample()).forEach((key, event) -> {
            boolean isCoinbase = event.get("transaction_index").equals(0L);
            if (isCoinbase || (long) event.get("received") > 0) {
                Map<String, Object> poorer = new LinkedHashMap<>(event);
                poorer.put("sent", isCoinbase ? 0L : null);
                expected.put(key, poorer);
            }
        });
        assertThat(values(told("poor-events"))).isEqualTo(expected);
    }

    /** The sample network has a name of its own. */
    @Test
    void the_embedded_sample_chain_is_watched_as_any_other() throws Exception {
        try (RunningPipeline pipeline = RunningPipeline.start(
                "embedded",
                run.brokers(),
                "embedded",
                folder.resolve("embedded"),
                "--pipeline.roles=ingest,sinks",
                "--heights.from=" + FIRST,
                "--heights.to=" + TIP,
                "--sinks.wallet-watch.enabled=true",
                "--wallet.addresses=" + String.join(",", WATCHED),
                "--kafka.topics.wallet-activity=embedded-events")) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
        assertThat(values(told("embedded-events"))).isEqualTo(expected(CoreChain.sample()));
    }

    @Test
    void addresses_of_another_network_are_told_of_with_their_setting_and_no_block_is_passed_over() throws Exception {
        try (RunningPipeline pipeline = run.start(
                "foreign",
                "--kafka.topics.wallet-activity=foreign-events",
                "--wallet.addresses=1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")) {
            pipeline.log()
                    .await("The blocks are of the network regtest, the address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
                            + " (wallet.addresses) is not");
        }
        run.to("foreign", TIP, "--kafka.topics.wallet-activity=foreign-events");
        assertThat(values(told("foreign-events"))).isEqualTo(expected(CoreChain.sample()));
    }

    private static void addAddresses(JsonNode block, int first) {
        for (int index = first; index < block.get("tx").size(); index++) {
            block.get("tx").get(index).get("vout").forEach(output -> {
                if (output.get("scriptPubKey").has("address")) {
                    WATCHED.add(output.get("scriptPubKey").get("address").asText());
                }
            });
        }
    }

    /** The last event under each key. */
    private Map<String, JsonNode> told(String topic) {
        Map<String, JsonNode> last = new TreeMap<>();
        CommittedRecords.of(run.brokers(), topic)
                .forEach(event -> last.put(event.key(), CoreChain.parse(event.value())));
        return last;
    }

    /** The values, of whose blocks none has fewer confirmations than one, or more than the whole chain gives it. */
    private static Map<String, Map<String, Object>> confirmationsAreUpTo(int tip, Map<String, JsonNode> told) {
        told.values().forEach(event -> assertThat(event.get("confirmations").asInt())
                .isBetween(1, tip - event.get("block_height").asInt() + 1));
        return values(told);
    }

    private static Map<String, Map<String, Object>> values(Map<String, JsonNode> told) {
        Map<String, Map<String, Object>> values = new TreeMap<>();
        told.forEach((key, event) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            event.fields().forEachRemaining(field -> {
                JsonNode value = field.getValue();
                if (!field.getKey().equals("confirmations")) {
                    fields.put(
                            field.getKey(),
                            value.isNull() ? null : value.isNumber() ? (Object) value.asLong() : value.asText());
                }
            });
            values.put(key, fields);
        });
        return values;
    }

    /** By Core's answers. */
    private static Map<String, Map<String, Object>> expected(List<JsonNode> chain) {
        Map<String, Map<String, Object>> events = new TreeMap<>();
        for (JsonNode block : chain.subList(FIRST, chain.size())) {
            for (int index = 0; index < block.get("tx").size(); index++) {
                for (String address : WATCHED) {
                    add(events, block, index, address);
                }
            }
        }
        return events;
    }

    private static void add(Map<String, Map<String, Object>> events, JsonNode block, int index, String address) {
        JsonNode transaction = block.get("tx").get(index);
        List<Long> received = new ArrayList<>();
        transaction.get("vout").forEach(output -> addValue(received, output, address));
        List<Long> sent = new ArrayList<>();
        transaction.get("vin").forEach(input -> addValue(sent, input.path("prevout"), address));
        if (received.isEmpty() && sent.isEmpty()) {
            return;
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "transaction");
        event.put("block_height", block.get("height").asLong());
        event.put("block_hash", CoreChain.hash(block));
        event.put("block_timestamp", block.get("time").asLong());
        event.put("transaction_hash", transaction.get("txid").asText());
        event.put("transaction_index", (long) index);
        event.put("address", address);
        event.put("received", sum(received));
        event.put("sent", sum(sent));
        events.put(block.get("height") + "/" + index + "/" + address, event);
    }

    private static void addValue(List<Long> values, JsonNode output, String address) {
        if (output.path("scriptPubKey").path("address").asText().equals(address)) {
            values.add(output.get("value").decimalValue().movePointRight(8).longValueExact());
        }
    }

    private static long sum(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sum();
    }
}
