package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;

/** What DuckDB finds in the tables of the sample chain, compared with what Bitcoin Core says of its blocks. */
class TablesTest {

    private static final LocalDate GENESIS = LocalDate.parse("2011-02-02");
    private static final LocalDate FIRST = LocalDate.parse("2020-09-13");
    private static final LocalDate SECOND = LocalDate.parse("2020-09-14");

    @TempDir
    static Path directory;

    private static Tables tables;

    @BeforeAll
    static void archiveAndCompact() throws Exception {
        List<RawBlock> chain = CompactTest.chain();
        try (EmbeddedBroker broker = EmbeddedBroker.open(directory.resolve("kafka"));
                SampleNode node = SampleNode.start(chain, CompactTest.spentOutputs(chain))) {
            Path archive = directory.resolve("bronze/blocks");
            try (RunningPipeline pipeline = RunningPipeline.start(
                    node.url(),
                    broker.brokers(),
                    "blocks",
                    archive,
                    "--pipeline.roles=ingest,archive",
                    "--heights.to=195")) {
                assertThat(pipeline.awaitStatus()).isZero();
            }
            int status = CamelPipeline.run(
                    new Main(),
                    List.of(
                            "compact",
                            "--compact.confirmations=2",
                            "--kafka.brokers=" + broker.brokers(),
                            "--kafka.topics.raw-blocks=blocks",
                            "--hdfs.url=file:/",
                            "--archive.directory=" + archive),
                    Map.of());
            assertThat(status).isZero();
        }
        tables = new Tables(directory.resolve("bronze/silver"));
    }

    @AfterAll
    static void close() {
        tables.close();
    }

    @Test
    void each_final_day_has_a_file_in_each_table_and_nothing_else_is_there() throws Exception {
        List<String> expected = new ArrayList<>();
        for (String table : Tables.NAMES) {
            for (LocalDate day : List.of(GENESIS, FIRST, SECOND)) {
                expected.add(table + "/date=" + day + "/" + table + ".parquet");
            }
        }
        assertThat(tables.files()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void columns_have_the_names_of_the_record_and_the_types_of_what_they_are() {
        assertThat(tables.columns("blocks"))
                .containsEntry("hash", "VARCHAR")
                .containsEntry("height", "BIGINT")
                .containsEntry("version", "INTEGER")
                .containsEntry("timestamp", "TIMESTAMP WITH TIME ZONE")
                .containsEntry("median_time", "TIMESTAMP WITH TIME ZONE")
                .containsEntry("nonce", "BIGINT")
                .containsEntry("difficulty", "DOUBLE")
                .containsEntry("coinbase_param", "VARCHAR")
                .containsEntry("date", "DATE")
                .doesNotContainKey("transactions");
        assertThat(tables.columns("transactions"))
                .containsEntry("block_height", "BIGINT")
                .containsEntry("block_timestamp", "TIMESTAMP WITH TIME ZONE")
                .containsEntry("is_coinbase", "BOOLEAN")
                .containsEntry("lock_time", "BIGINT")
                .containsEntry("fee", "BIGINT")
                .doesNotContainKeys("inputs", "outputs");
        assertThat(tables.columns("inputs"))
                .containsEntry("transaction_hash", "VARCHAR")
                .containsEntry("transaction_index", "INTEGER")
                .containsEntry("spent_output_index", "BIGINT")
                .containsEntry("sequence", "BIGINT")
                .containsEntry("witness", "VARCHAR[]");
        assertThat(tables.columns("outputs")).containsEntry("value", "BIGINT").containsEntry("script_hex", "VARCHAR");
    }

    @Test
    void each_day_has_the_blocks_transactions_inputs_and_outputs_that_core_counts() {
        Map<Object, List<Object>> expected = new TreeMap<>();
        byDay().forEach((day, blocks) -> expected.put(
                day,
                List.of(
                        (long) blocks.size(),
                        transactions(blocks).count(),
                        transactions(blocks)
                                .mapToLong(tx -> tx.get("vin").size())
                                .sum(),
                        transactions(blocks)
                                .mapToLong(tx -> tx.get("vout").size())
                                .sum())));
        Map<Object, List<Object>> found = new TreeMap<>();
        for (Object day : expected.keySet()) {
            List<Object> counts = new ArrayList<>();
            for (String table : Tables.NAMES) {
                counts.add(tables.value("select count(*) from " + table + " where date = '" + day + "'"));
            }
            found.put(day, counts);
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void value_by_script_type_is_what_core_says() {
        Map<Object, List<Object>> expected = new TreeMap<>();
        transactions(blocks()).flatMap(tx -> stream(tx.get("vout"))).forEach(output -> {
            List<Object> sum = expected.computeIfAbsent(
                    output.at("/scriptPubKey/type").asText(), type -> new ArrayList<>(List.of(0L, 0L)));
            sum.set(0, (long) sum.get(0) + 1);
            sum.set(1, (long) sum.get(1) + satoshi(output.get("value")));
        });
        assertThat(tables.rowsByKey("select type, count(*), sum(value)::bigint from outputs group by type"))
                .isEqualTo(expected);
    }

    @Test
    void value_of_each_day_is_what_core_says() {
        Map<Object, List<Object>> expected = new TreeMap<>();
        byDay().forEach((day, blocks) -> expected.put(
                day,
                List.of(transactions(blocks)
                        .flatMap(tx -> stream(tx.get("vout")))
                        .mapToLong(output -> satoshi(output.get("value")))
                        .sum())));
        assertThat(tables.rowsByKey("select date::varchar, sum(value)::bigint from outputs group by date"))
                .isEqualTo(expected);
        assertThat(tables.rowsByKey("select date::varchar, sum(output_value)::bigint from transactions group by date"))
                .isEqualTo(expected);
    }

    @Test
    void every_block_is_as_core_says() {
        List<List<Object>> expected = new ArrayList<>();
        for (JsonNode block : blocks()) {
            expected.add(Arrays.asList(
                    block.get("height").asLong(),
                    block.get("hash").asText(),
                    block.path("previousblockhash").asText(null),
                    block.get("merkleroot").asText(),
                    block.get("version").asInt(),
                    block.get("time").asLong(),
                    block.get("mediantime").asLong(),
                    block.get("nonce").asLong(),
                    block.get("bits").asText(),
                    block.get("difficulty").asDouble(),
                    block.get("chainwork").asText(),
                    block.get("size").asLong(),
                    block.get("strippedsize").asLong(),
                    block.get("weight").asLong(),
                    block.get("nTx").asInt()));
        }
        assertThat(tables.rows("select height, hash, previous_block_hash, merkle_root, version,"
                        + " epoch(timestamp)::bigint, epoch(median_time)::bigint, nonce, bits, difficulty, chain_work, size,"
                        + " stripped_size, weight, transaction_count from blocks order by height"))
                .isEqualTo(expected);
    }

    @Test
    void every_transaction_is_as_core_says() {
        List<List<Object>> expected = new ArrayList<>();
        for (JsonNode block : blocks()) {
            int index = 0;
            for (JsonNode tx : block.get("tx")) {
                boolean isCoinbase = tx.at("/vin/0").has("coinbase");
                expected.add(Arrays.asList(
                        block.get("height").asLong(),
                        index++,
                        tx.get("txid").asText(),
                        tx.get("hash").asText(),
                        tx.get("version").asLong(),
                        tx.get("size").asLong(),
                        tx.get("vsize").asLong(),
                        tx.get("weight").asLong(),
                        tx.get("locktime").asLong(),
                        isCoinbase,
                        tx.get("vin").size(),
                        tx.get("vout").size(),
                        isCoinbase ? null : sum(tx.get("vin"), "/prevout/value"),
                        sum(tx.get("vout"), "/value"),
                        tx.has("fee") ? satoshi(tx.get("fee")) : null));
            }
        }
        assertThat(tables.rows("select block_height, index, hash, witness_hash, version, size, virtual_size, weight,"
                        + " lock_time, is_coinbase, input_count, output_count, input_value, output_value, fee"
                        + " from transactions order by block_height, index"))
                .isEqualTo(expected);
    }

    @Test
    void fees_and_sizes_of_each_day_are_what_core_says() {
        Map<Object, List<Object>> expected = new TreeMap<>();
        byDay().forEach((day, blocks) -> expected.put(
                day,
                List.of(
                        transactions(blocks)
                                .filter(tx -> tx.has("fee"))
                                .mapToLong(tx -> satoshi(tx.get("fee")))
                                .sum(),
                        transactions(blocks)
                                .mapToLong(tx -> tx.get("weight").asLong())
                                .sum())));
        assertThat(tables.rowsByKey("select date::varchar, coalesce(sum(fee), 0)::bigint, sum(weight)::bigint"
                        + " from transactions group by date"))
                .isEqualTo(expected);
    }

    @Test
    void subsidy_and_fees_are_the_coinbase_output_of_every_block() {
        assertThat(tables.value("select count(*) from (select block_height,"
                        + " sum(output_value) filter (is_coinbase) as coinbase, coalesce(sum(fee), 0) as fees"
                        + " from transactions group by block_height)"
                        + " where coinbase = 5000000000 // (2 ** (block_height // 150))::bigint + fees"))
                .isEqualTo((long) blocks().size());
    }

    @Test
    void every_output_is_as_core_says_and_stands_in_order() {
        List<List<Object>> expected = new ArrayList<>();
        blocks().forEach(block -> stream(block.get("tx"))
                .forEach(tx -> stream(tx.get("vout")).forEach(output -> {
                    List<Object> row = new ArrayList<>();
                    row.add(block.get("height").asLong());
                    row.add(block.get("hash").asText());
                    row.add(block.get("time").asLong());
                    row.add(tx.get("txid").asText());
                    row.add(output.get("n").asInt());
                    row.add(satoshi(output.get("value")));
                    row.add(output.at("/scriptPubKey/hex").asText());
                    row.add(output.at("/scriptPubKey/type").asText());
                    row.add(output.at("/scriptPubKey").path("address").asText(null));
                    expected.add(row);
                })));
        assertThat(tables.rows(
                        "select block_height, block_hash, epoch(block_timestamp)::bigint, transaction_hash, index, value,"
                                + " script_hex, type, address from outputs_files"))
                .isEqualTo(expected);
    }

    @Test
    void every_input_is_as_core_says_with_its_witness() {
        List<List<Object>> expected = new ArrayList<>();
        blocks().forEach(block -> stream(block.get("tx"))
                .forEach(tx -> stream(tx.get("vin")).forEach(input -> {
                    List<Object> row = new ArrayList<>();
                    row.add(block.get("height").asLong());
                    row.add(tx.get("txid").asText());
                    row.add(input.path("txid").asText(null));
                    row.add(input.has("vout") ? input.get("vout").asLong() : null);
                    row.add(input.get("sequence").asLong());
                    row.add(String.join(
                            ",",
                            stream(input.path("txinwitness"))
                                    .map(JsonNode::asText)
                                    .toList()));
                    row.add(input.has("prevout") ? satoshi(input.at("/prevout/value")) : null);
                    row.add(input.at("/prevout/scriptPubKey/type").asText(null));
                    row.add(input.at("/prevout/scriptPubKey/address").asText(null));
                    expected.add(row);
                })));
        assertThat(
                        tables.rows(
                                "select block_height, transaction_hash, spent_transaction_hash, spent_output_index, sequence,"
                                        + " coalesce(array_to_string(witness, ','), ''), value, type, address from inputs_files"))
                .isEqualTo(expected);
    }

    private static List<JsonNode> blocks() {
        return CoreChain.sample();
    }

    private static Map<String, List<JsonNode>> byDay() {
        Map<String, List<JsonNode>> days = new TreeMap<>();
        blocks().forEach(block -> days.computeIfAbsent(
                        Instant.ofEpochSecond(block.get("time").asLong())
                                .atOffset(ZoneOffset.UTC)
                                .toLocalDate()
                                .toString(),
                        day -> new ArrayList<>())
                .add(block));
        return days;
    }

    private static Stream<JsonNode> transactions(List<JsonNode> blocks) {
        return blocks.stream().flatMap(block -> stream(block.get("tx")));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static long sum(JsonNode array, String value) {
        return stream(array).mapToLong(item -> satoshi(item.at(value))).sum();
    }

    private static long satoshi(JsonNode coins) {
        return coins.decimalValue().movePointRight(8).longValueExact();
    }
}
