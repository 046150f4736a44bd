package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink for MongoDB with a server that speaks its protocol: what Bitcoin Core says of the chain is what its documents say. */
class MongoSinkTest {

    private static final int FIRST = 100;

    @TempDir
    static Path folder;

    private static MongoServer server;
    private static MongoClient client;
    private static SinkRun run;

    @BeforeAll
    static void startServers() throws Exception {
        server = new MongoServer(new MemoryBackend());
        String url = server.bindAndGetConnectionString();
        client = MongoClients.create(url);
        run = new SinkRun(
                folder, "--sinks.mongodb.enabled=true", "--sinks.mongodb.url=" + url, "--heights.from=" + FIRST);
    }

    @AfterAll
    static void stopServers() {
        run.close();
        client.close();
        server.shutdownNow();
    }

    @Test
    void the_documents_say_what_core_says_through_reorgs_that_make_the_chain_shorter_too() throws Throwable {
        run.to("mongodb", 183);
        areThoseOf(CoreChain.sample());

        run.throughReorgs("mongodb", MongoSinkTest::areThoseOf);
    }

    private static void areThoseOf(List<JsonNode> chain) {
        List<String> hashes = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (JsonNode block : chain.subList(FIRST, chain.size())) {
            hashes.add(block.get("hash").asText());
            for (JsonNode transaction : block.get("tx")) {
                ids.add(transaction.get("txid").asText());
                BigDecimal value = BigDecimal.ZERO;
                for (JsonNode output : transaction.get("vout")) {
                    value = value.add(output.get("value").decimalValue());
                }
                values.add(value.movePointRight(8).longValueExact());
            }
        }
        List<String> foundIds = new ArrayList<>();
        List<Long> foundValues = new ArrayList<>();
        transactions().find().sort(Sorts.ascending("block_height", "index")).forEach(transaction -> {
            foundIds.add(transaction.getString("hash"));
            foundValues.add(transaction.get("output_value", Number.class).longValue());
            long outputs = transaction.getList("outputs", Document.class).stream()
                    .mapToLong(output -> output.get("value", Number.class).longValue())
                    .sum();
            assertThat(outputs).isEqualTo(foundValues.get(foundValues.size() - 1));
        });
        assertThat(blocks().find().sort(Sorts.ascending("_id")).map(block -> block.getString("hash")))
                .containsExactlyElementsOf(hashes);
        assertThat(foundIds).isEqualTo(ids);
        assertThat(foundValues).isEqualTo(values);
    }

    private static MongoCollection<Document> blocks() {
        return client.getDatabase("bitcoin").getCollection("blocks");
    }

    private static MongoCollection<Document> transactions() {
        return client.getDatabase("bitcoin").getCollection("transactions");
    }
}
