package pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink for InfluxDB: its points say what Bitcoin Core says of the chain, and none says anything of a stale block. */
class InfluxSinkTest {

    static final int FIRST = 100;

    @TempDir
    static Path folder;

    @Test
    void the_points_say_what_core_says_through_a_replay_and_reorgs_that_make_the_chain_shorter_too() throws Throwable {
        InfluxServer.assumeInstalled();
        try (InfluxServer influx = new InfluxServer(folder);
                SinkRun run = new SinkRun(folder, influx.settings("--heights.from=" + FIRST))) {
            run.to("influxdb", 183);
            areThoseOf(CoreChain.sample(), influx);

            // another topic is a group that has read nothing: all comes a second time
            run.to("influxdb-again", 183);
            areThoseOf(CoreChain.sample(), influx);

            run.throughReorgs("influxdb", chain -> areThoseOf(chain, influx));
        }
    }

    @Test
    void version_2_gets_a_token_with_each_line_and_each_order_to_delete() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            String token = call.getRequestHeaders().getFirst("Authorization");
            calls.add(call.getRequestMethod() + " " + call.getRequestURI() + " "
                    + token + "\n"
                    + new String(call.getRequestBody().readAllBytes(), UTF_8));
            call.sendResponseHeaders(204, -1);
            call.close();
        });
        server.start();
        String stale = CoreChain.sample().get(183).get("time").asText();
        try (SinkRun run = new SinkRun(
                folder,
                "--heights.from=180",
                "--sinks.influxdb.enabled=true",
                "--sinks.influxdb.url=http://127.0.0.1:" + server.getAddress().getPort(),
                "--sinks.influxdb.org=our org",
                "--sinks.influxdb.token=t0ken==")) {
            run.to("influxdb-2", 183);
            assertThat(calls).hasSize(4).allSatisfy(call -> assertThat(call)
                    .startsWith("POST /api/v2/write?bucket=bitcoin&org=our+org Token t0ken==\nblocks height=18"));

            run.switchTo(CoreChain.fork());
            calls.clear();
            try (RunningPipeline pipeline = run.start("influxdb-2")) {
                Awaitility.await().atMost(PATIENCE).until(() -> calls.size() == 3 + 5);
            }
            String instant = Instant.ofEpochSecond(Long.parseLong(stale), 183).toString();
            assertThat(calls)
                    .filteredOn(call -> call.startsWith("POST /api/v2/delete?bucket=bitcoin&org=our+org Token t0ken=="))
                    .hasSize(3)
                    .filteredOn(call -> call.endsWith("\n{\"start\": \"" + instant + "\", \"stop\": \"" + instant
                            + "\", \"predicate\": \"_measurement=\\\"blocks\\\"\"}"))
                    .hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    static void areThoseOf(List<JsonNode> chain, InfluxServer influx) throws Exception {
        List<Map<String, BigDecimal>> expected = new ArrayList<>();
        for (JsonNode block : chain.subList(FIRST, chain.size())) {
            expected.add(point(block, chain.get(block.get("height").asInt() - 1)));
        }
        assertThat(points(influx.query("SELECT * FROM blocks"))).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** As Core has it. */
    private static Map<String, BigDecimal> point(JsonNode block, JsonNode before) {
        long inputs = 0;
        long outputs = 0;
        BigDecimal value = BigDecimal.ZERO;
        BigDecimal fees = BigDecimal.ZERO;
        for (JsonNode transaction : block.get("tx")) {
            inputs += transaction.get("vin").size();
            outputs += transaction.get("vout").size();
            fees = fees.add(transaction.path("fee").decimalValue());
            for (JsonNode output : transaction.get("vout")) {
                value = value.add(output.get("value").decimalValue());
            }
        }
        long height = block.get("height").asLong();
        Map<String, BigDecimal> point = new LinkedHashMap<>();
        point.put("time", whole(block.get("time").asLong() * 1_000_000_000 + height));
        point.put("height", whole(height));
        point.put("size", whole(block.get("size").asLong()));
        point.put("stripped_size", whole(block.get("strippedsize").asLong()));
        point.put("weight", whole(block.get("weight").asLong()));
        point.put("transaction_count", whole(block.get("nTx").asLong()));
        point.put("input_count", whole(inputs));
        point.put("output_count", whole(outputs));
        point.put("output_value", whole(value.movePointRight(8).longValueExact()));
        point.put("fees", whole(fees.movePointRight(8).longValueExact()));
        if (height > FIRST) {
            point.put(
                    "interval",
                    whole(block.get("time").asLong() - before.get("time").asLong()));
        }
        point.put("difficulty", new BigDecimal(block.get("difficulty").asDouble()));
        return point;
    }

    /** As InfluxDB answers; a field that a point lacks is null there. */
    private static List<Map<String, BigDecimal>> points(JsonNode series) {
        List<Map<String, BigDecimal>> points = new ArrayList<>();
        for (JsonNode row : series.path("values")) {
            Map<String, BigDecimal> point = new LinkedHashMap<>();
            for (int column = 0; column < row.size(); column++) {
                String name = series.get("columns").get(column).asText();
                JsonNode value = row.get(column);
                if (!value.isNull()) {
                    point.put(
                            name, value.isIntegralNumber() ? whole(value.asLong()) : new BigDecimal(value.asDouble()));
                }
            }
            points.add(point);
        }
        return points;
    }

    private static BigDecimal whole(long value) {
        return BigDecimal.valueOf(value);
    }
}
