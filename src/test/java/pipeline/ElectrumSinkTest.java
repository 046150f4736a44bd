package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.EmbeddedBroker;
import pipeline.servers.Certificates;

/** Balances that a server tells by Electrum's protocol come to the topic, over TCP and TLS, whatever the server does meanwhile. */
class ElectrumSinkTest {

    private static final String TOPIC = "wallet-activity";
    private static final String REFUSAL =
            "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-101,\"message\":\"excessive resource usage\"}}";

    @TempDir
    private Path folder;

    /** Addresses by Core's scripts of theirs. */
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private final Map<String, Long> balances = new LinkedHashMap<>();
    private EmbeddedBroker broker;

    @BeforeEach
    void readChain() {
        for (JsonNode block : CoreChain.sample()) {
            for (JsonNode transaction : block.get("tx")) {
                transaction.get("vin").forEach(input -> count(input.path("prevout"), -1));
                transaction.get("vout").forEach(output -> count(output, 1));
            }
        }
        assertThat(addresses).hasSizeGreaterThan(50);
        broker = EmbeddedBroker.open(folder.resolve("kafka"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void each_balance_is_told_once_and_again_when_it_has_changed() throws Exception {
        try (ElectrumServer server = ElectrumServer.start(ServerSocketFactory.getDefault())) {
            tellBalances(server);
            try (RunningPipeline pipeline = start(server)) {
                areTold(balances.size());
                Map<String, Long> told = new LinkedHashMap<>();
                told().forEach(event -> told.put(
                        event.get("address").asText(), event.get("confirmed").asLong()));
                assertThat(told).isEqualTo(balances);

                String changed = addresses.keySet().iterator().next();
                server.put(scriptHash(changed), 5, -3);
                areTold(balances.size() + 1);
                assertThat(told())
                        .extracting(JsonNode::toString)
                        .contains("{\"event\":\"balance\",\"address\":\"" + addresses.get(changed)
                                + "\",\"confirmed\":5,\"unconfirmed\":-3}");
                assertThat(CommittedRecords.of(broker.brokers(), TOPIC)).allSatisfy(entry -> assertThat(entry.key())
                        .isEqualTo("balance/"
                                + CoreChain.parse(entry.value()).get("address").asText()));
                assertThat(server.openConnections()).isOne();
                assertThat(pipeline.log().stackTraces()).isEmpty();
            }
        }
    }

    @Test
    void an_address_that_is_refused_keeps_no_other_waiting() throws Exception {
        try (ElectrumServer server = ElectrumServer.start(ServerSocketFactory.getDefault())) {
            tellBalances(server);
            String first = addresses.keySet().iterator().next();
            server.refuse(scriptHash(first));
            try (RunningPipeline pipeline = start(server)) {
                pipeline.log().await("\"history too large\"} of " + addresses.get(first) + "; asked again in 100ms");
                areTold(balances.size() - 1);
                server.refuse(null);
                areTold(balances.size());
            }
        }
    }

    @Test
    void a_server_that_fails_is_asked_again_and_nothing_is_told_that_it_has_not_said() throws Exception {
        ElectrumServer server = ElectrumServer.start(ServerSocketFactory.getDefault());
        tellBalances(server);
        String at = "lectrum server at 127.0.0.1:" + server.port() + " (electrum.host)";
        server.answer("{\"jsonrpc\":\"2.0\",\"id\":777,\"result\":{\"confirmed\":1,\"unconfirmed\":0}}");
        try (RunningPipeline pipeline = start(server)) {
            pipeline.log().await(at + " does not answer question 1 but says {");
            server.answer("{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"confirmed\":1.5,\"unconfirmed\":0}}");
            pipeline.log().await(at + " gives no number confirmed: {");
            server.answer("<html>");
            pipeline.log().await(at + " answers what is no JSON: <html>");
            server.answer(REFUSAL);
            pipeline.log().await(at + " says {\"code\":-101,\"message\":\"excessive resource usage\"} of ");
            server.close();
            pipeline.log().await(at + ": Cannot connect to 127.0.0.1:" + server.port());
            Awaitility.await().atMost(PATIENCE).until(() -> server.openConnections() == 0);

            ElectrumServer next = server.startAnew();
            areTold(balances.size());
            next.close();
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
    }

    @Test
    void over_tls_a_server_is_trusted_by_its_certificate_and_no_other() throws Exception {
        Certificates certificates = Certificates.make(folder);
        try (ElectrumServer server =
                ElectrumServer.start(sockets(certificates.keys("broker")).getServerSocketFactory())) {
            tellBalances(server);
            try (RunningPipeline pipeline = start(
                    server, "--electrum.use-ssl=true", "--electrum.certificate-file=" + certificates.pem("client"))) {
                pipeline.log().await("its certificate is not that of electrum.certificate-file but CN=broker");
            }
            try (RunningPipeline pipeline = start(server, "--electrum.use-ssl=true")) {
                pipeline.log().await("PKIX path building failed");
            }
            try (RunningPipeline pipeline = start(
                    server, "--electrum.use-ssl=true", "--electrum.certificate-file=" + certificates.pem("broker"))) {
                areTold(balances.size());
                assertThat(pipeline.log().stackTraces()).isEmpty();
            }
        }
    }

    /** By who stands in the Java platform's trust store, which is this system property's. */
    @Test
    void a_server_of_a_trusted_signature_is_taken_by_its_own_name_only() throws Exception {
        Certificates certificates = Certificates.make(folder);
        System.setProperty("javax.net.ssl.trustStore", certificates.keys("broker"));
        System.setProperty("javax.net.ssl.trustStorePassword", Certificates.PASSWORD);
        try (ElectrumServer server =
                ElectrumServer.start(sockets(certificates.keys("broker")).getServerSocketFactory())) {
            tellBalances(server);
            try (RunningPipeline pipeline = start(server, "--electrum.use-ssl=true", "--electrum.host=localhost")) {
                pipeline.log().await("Cannot ask the Electrum server at localhost:" + server.port());
            }
            try (RunningPipeline pipeline = start(server, "--electrum.use-ssl=true")) {
                areTold(balances.size());
            }
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    private RunningPipeline start(ElectrumServer server, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--pipeline.roles=sinks",
                "--sinks.electrum.enabled=true",
                "--wallet.addresses=" + String.join(",", addresses.values()),
                "--electrum.host=127.0.0.1",
                "--electrum.port=" + server.port(),
                "--electrum.poll-interval=100ms",
                "--electrum.retry-delay=100ms"));
        settings.addAll(List.of(more));
        return RunningPipeline.start(
                "embedded", broker.brokers(), "raw-blocks", folder.resolve("archive"), settings.toArray(String[]::new));
    }

    private void areTold(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> told().size() >= count);
        assertThat(told()).hasSize(count);
    }

    private List<JsonNode> told() {
        return CommittedRecords.of(broker.brokers(), TOPIC).stream()
                .map(entry -> CoreChain.parse(entry.value()))
                .toList();
    }

    private void tellBalances(ElectrumServer server) {
        addresses.forEach((script, address) -> server.put(scriptHash(script), balances.get(address), 0));
    }

    private void count(JsonNode output, int sign) {
        JsonNode script = output.path("scriptPubKey");
        if (script.has("address")) {
            BigDecimal value = output.get("value").decimalValue();
            addresses.put(script.get("hex").asText(), script.get("address").asText());
            balances.merge(
                    script.get("address").asText(),
                    sign * value.movePointRight(8).longValueExact(),
                    Long::sum);
        }
    }

    private static String scriptHash(String script) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(script));
            StringBuilder text = new StringBuilder();
            for (int next = hash.length - 1; next >= 0; next--) {
                text.append(HexFormat.of().toHexDigits(hash[next]));
            }
            return text.toString();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext sockets(String keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(Path.of(keys))) {
            store.load(bytes, Certificates.PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, Certificates.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
