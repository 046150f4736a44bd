package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;

/** Every file of the cookbook, put into {@code routes/} as the cookbook says. */
class CookbookIT {

    private static final int FIRST = 100;
    private static final int LAST = 183;

    @TempDir
    private Path folder;

    @Test
    void each_recipe_does_what_it_says() throws Exception {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("docs/cookbook"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        String output;
        try (PipelineProcess pipeline = PipelineProcess.start(
                folder,
                "--pipeline.roles=ingest",
                "--heights.from=" + FIRST,
                "--heights.to=" + LAST,
                "--features.directory=/features")) {
            assertThat(pipeline.awaitExit()).as(pipeline.output()).isZero();
            output = pipeline.output();
        }
        Map<String, String> transactions = new TreeMap<>();
        List<String> taproot = new ArrayList<>();
        for (JsonNode block : CoreChain.sample().subList(FIRST, LAST + 1)) {
            String height = block.get("height").asText();
            assertThat(output)
                    .contains("Block " + height + " has " + block.get("nTx").asText() + " transactions");
            List<String> lines = Files.readAllLines(folder.resolve("data/hdfs/features/block_" + height + ".csv"));
            assertThat(lines).hasSize(block.get("nTx").asInt());
            for (int index = 0; index < lines.size(); index++) {
                JsonNode transaction = block.get("tx").get(index);
                transactions.put(height + "/" + index, transaction.get("txid").asText());
                assertThat(lines.get(index)).isEqualTo(features(block, index, transaction));
                if (transaction.toString().contains("witness_v1_taproot")) {
                    taproot.add(transaction.get("txid").asText());
                }
            }
        }
        assertThat(taproot).isNotEmpty();
        assertThat(output.lines()
                        .filter(line -> line.endsWith(" BTC"))
                        .map(line -> line.replaceFirst(".* (\\p{XDigit}{64}) moves .*", "$1")))
                .containsExactlyInAnyOrderElementsOf(taproot);
        assertThat(transactionRecords()).isEqualTo(transactions);
    }

    private static String features(JsonNode block, int index, JsonNode transaction) {
        long value = 0;
        for (JsonNode output : transaction.get("vout")) {
            value += satoshi(output.get("value"));
        }
        String fee = transaction.has("fee") ? String.valueOf(satoshi(transaction.get("fee"))) : "";
        return String.join(
                ",",
                block.get("height").asText(),
                String.valueOf(index),
                block.get("time").asText(),
                transaction.get("vsize").asText(),
                String.valueOf(transaction.get("vin").size()),
                String.valueOf(transaction.get("vout").size()),
                String.valueOf(value),
                fee);
    }

    private static long satoshi(JsonNode btc) {
        return btc.decimalValue().movePointRight(8).longValueExact();
    }

    /** Their ids by their keys. */
    private Map<String, String> transactionRecords() throws IOException {
        Map<String, String> records = new HashMap<>();
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder.resolve("data/kafka"))) {
            for (ConsumerRecord<String, byte[]> record : CommittedRecords.of(broker.brokers(), "transactions")) {
                records.put(
                        record.key(),
                        CoreChain.parse(record.value()).get("hash").asText());
            }
        }
        return records;
    }
}
