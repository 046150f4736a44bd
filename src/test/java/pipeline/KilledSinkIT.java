package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a process amid what it writes into sinks: the next one leaves no row or point twice and none out. */
class KilledSinkIT {

    private static final int FIRST = InfluxSinkTest.FIRST;
    private static final int LAST = 183;

    @TempDir
    private Path folder;

    @Test
    void after_kill_9_each_transaction_is_in_both_sinks_once() throws Exception {
        MongoServer mongo = new MongoServer(new MemoryBackend());
        String mongoUrl = mongo.bindAndGetConnectionString();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                MongoClient client = MongoClients.create(mongoUrl)) {
            MongoCollection<Document> blocks = client.getDatabase("bitcoin").getCollection("blocks");
            try (PipelineProcess killed = start(postgres, mongoUrl)) {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(PATIENCE)
                        .until(() -> blocks.countDocuments() >= 5);
            }
            assertThat(blocks.countDocuments()).isLessThan(LAST - FIRST + 1);
            try (PipelineProcess last = start(postgres, mongoUrl)) {
                assertThat(last.awaitExit()).as(last.output()).isZero();
            }
            List<String> expected = new ArrayList<>();
            for (JsonNode block : CoreChain.sample().subList(FIRST, LAST + 1)) {
                for (JsonNode transaction : block.get("tx")) {
                    expected.add(
                            block.get("height") + " " + transaction.get("txid").asText());
                }
            }
            List<String> documents = new ArrayList<>();
            client.getDatabase("bitcoin")
                    .getCollection("transactions")
                    .find()
                    .sort(Sorts.ascending("block_height", "index"))
                    .forEach(found -> documents.add(found.get("block_height") + " " + found.get("hash")));
            assertThat(documents).isEqualTo(expected);
            assertThat(rows(
                            postgres,
                            "SELECT block_height || ' ' || hash FROM transactions ORDER BY block_height, index"))
                    .isEqualTo(expected);
            assertThat(rows(postgres, "SELECT count(*) FROM blocks")).containsExactly("" + (LAST - FIRST + 1));
            assertThat(blocks.countDocuments()).isEqualTo(LAST - FIRST + 1);
        } finally {
            mongo.shutdownNow();
        }
    }

    @Test
    void after_kill_9_each_point_is_in_influxdb_once(@TempDir Path database) throws Exception {
        InfluxServer.assumeInstalled();
        try (InfluxServer influx = new InfluxServer(database)) {
            String[] settings =
                    influx.settings("--pipeline.roles=ingest,sinks", "--heights.from=" + FIRST, "--heights.to=" + LAST);
            try (PipelineProcess killed = PipelineProcess.start(folder, settings)) {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(PATIENCE)
                        .until(() -> points(influx) >= 5);
            }
            assertThat(points(influx)).isLessThan(LAST - FIRST + 1);
            try (PipelineProcess last = PipelineProcess.start(folder, settings)) {
                assertThat(last.awaitExit()).as(last.output()).isZero();
            }
            InfluxSinkTest.areThoseOf(CoreChain.sample(), influx);
        }
    }

    private static int points(InfluxServer influx) throws Exception {
        JsonNode counted = influx.query("SELECT count(height) FROM blocks");
        return counted.path("values").path(0).path(1).asInt();
    }

    private PipelineProcess start(EmbeddedPostgres postgres, String mongoUrl) {
        return PipelineProcess.start(
                folder,
                "--pipeline.roles=ingest,sinks",
                "--heights.from=" + FIRST,
                "--heights.to=" + LAST,
                "--sinks.postgres.enabled=true",
                "--sinks.postgres.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--sinks.postgres.user=postgres",
                "--sinks.postgres.password=postgres",
                "--sinks.mongodb.enabled=true",
                "--sinks.mongodb.url=" + mongoUrl);
    }

    private static List<String> rows(EmbeddedPostgres postgres, String query) throws SQLException {
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
