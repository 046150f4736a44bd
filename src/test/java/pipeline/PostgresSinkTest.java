package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink for PostgreSQL with a real one: what Bitcoin Core says of the chain is what its tables say. */
class PostgresSinkTest {

    private static final int FIRST = 100;

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static SinkRun run;

    @BeforeAll
    static void startServers() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        run = new SinkRun(
                folder,
                "--heights.from=" + FIRST,
                "--sinks.postgres.enabled=true",
                "--sinks.postgres.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--sinks.postgres.user=postgres",
                "--sinks.postgres.password=postgres");
    }

    @AfterAll
    static void stopServers() throws Exception {
        run.close();
        postgres.close();
    }

    @Test
    void the_tables_say_what_core_says_through_reorgs_that_make_the_chain_shorter_too() throws Throwable {
        run.to("postgres", 183);
        areThoseOf(CoreChain.sample());

        run.throughReorgs("postgres", PostgresSinkTest::areThoseOf);
    }

    private static void areThoseOf(List<JsonNode> whole) throws SQLException {
        List<JsonNode> chain = whole.subList(FIRST, whole.size());
        List<String> transactionIds = new ArrayList<>();
        long inputs = 0;
        long outputs = 0;
        BigDecimal value = BigDecimal.ZERO;
        BigDecimal spent = BigDecimal.ZERO;
        BigDecimal fees = BigDecimal.ZERO;
        List<String> addresses = new ArrayList<>();
        for (JsonNode block : chain) {
            for (JsonNode transaction : block.get("tx")) {
                transactionIds.add(transaction.get("txid").asText());
                inputs += transaction.get("vin").size();
                outputs += transaction.get("vout").size();
                fees = fees.add(transaction.path("fee").decimalValue());
                for (JsonNode input : transaction.get("vin")) {
                    spent = spent.add(input.path("prevout").path("value").decimalValue());
                }
                for (JsonNode output : transaction.get("vout")) {
                    value = value.add(output.get("value").decimalValue());
                    addresses.add(output.get("scriptPubKey").path("address").asText(null));
                }
            }
        }
        assertThat(strings("SELECT hash FROM blocks ORDER BY height"))
                .isEqualTo(chain.stream().map(CoreChain::hash).toList());
        assertThat(strings("SELECT hash FROM transactions ORDER BY block_height, index"))
                .isEqualTo(transactionIds);
        assertThat(count("inputs")).isEqualTo(inputs);
        assertThat(count("outputs")).isEqualTo(outputs);
        assertThat(satoshi("SELECT sum(value) FROM outputs")).isEqualTo(sat(value));
        assertThat(satoshi("SELECT sum(value) FROM inputs")).isEqualTo(sat(spent));
        assertThat(satoshi("SELECT sum(fee) FROM transactions")).isEqualTo(sat(fees));
        assertThat(strings("SELECT address FROM outputs ORDER BY block_height, transaction_index, index"))
                .isEqualTo(addresses);
    }

    private static long sat(BigDecimal btc) {
        return btc.movePointRight(8).longValueExact();
    }

    private static long satoshi(String query) throws SQLException {
        return Long.parseLong(strings(query).get(0));
    }

    private static long count(String from) throws SQLException {
        return satoshi("SELECT count(*) FROM " + from);
    }

    private static List<String> strings(String query) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        }
    }
}
