package pipeline.wallet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.util.StringHelper;
import pipeline.bitcoin.Address;

/** Questions to an Electrum server, a JSON object a line, and its answers (Electrum protocol 1.4 to 1.6). */
public final class Electrum {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION_ID = 0;

    /** Characters of an answer that a fault shows. */
    private static final int MOST_TOLD = 200;

    private final String server;
    private final List<String> addresses;
    private final Map<String, String> scriptHashes = new LinkedHashMap<>();

    /** By address, as they stand in the topic. */
    private final Map<String, Balance> told = new ConcurrentHashMap<>();

    /**
     * @param server its host and port, for messages
     * @param addresses comma-separated
     */
    public Electrum(String server, String addresses) {
        this.server = "The Electrum server at " + server + " (electrum.host)";
        Address.list(addresses).forEach(address -> scriptHashes.put(address.text(), address.scriptHash()));
        this.addresses = List.copyOf(scriptHashes.keySet());
    }

    public List<String> addresses() {
        return addresses;
    }

    /** The first question of a connection. */
    public String askVersion() throws JsonProcessingException {
        return question(VERSION_ID, "server.version", "camel-pipeline", List.of("1.4", "1.6"));
    }

    /** @throws IOException when the server speaks no version of the protocol that we do */
    public void checkVersion(String answer) throws IOException {
        result(VERSION_ID, answer);
    }

    public String askBalance(String address) throws JsonProcessingException {
        return question(id(address), "blockchain.scripthash.get_balance", scriptHashes.get(address));
    }

    /**
     * @throws ElectrumRefusalException with the server's reason
     * @throws IOException when what it says is no answer
     */
    public Balance balance(String address, String answer) throws IOException {
        JsonNode result = result(id(address), answer);
        return new Balance(address, satoshi(result, "confirmed"), satoshi(result, "unconfirmed"));
    }

    /** Whether the topic does not say so yet, as far as this process knows. */
    public boolean isNew(Balance balance) {
        return !balance.equals(told.get(balance.address()));
    }

    public void remember(Balance balance) {
        told.put(balance.address(), balance);
    }

    private int id(String address) {
        return addresses.indexOf(address) + 1;
    }

    private static String question(int id, String method, Object... parameters) throws JsonProcessingException {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("jsonrpc", "2.0");
        question.put("id", id);
        question.put("method", method);
        question.put("params", parameters);
        return JSON.writeValueAsString(question);
    }

    private JsonNode result(int id, String answer) throws IOException {
        JsonNode read;
        try {
            read = JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new IOException(server + " answers what is no JSON: " + abbreviated(answer));
        }
        if (read.hasNonNull("error")) {
            throw new ElectrumRefusalException(
                    server + " says " + abbreviated(read.get("error").toString()));
        }
        if (!read.path("id").isInt() || read.get("id").intValue() != id || !read.hasNonNull("result")) {
            throw new IOException(server + " does not answer question " + id + " but says " + abbreviated(answer));
        }
        return read.get("result");
    }

    private long satoshi(JsonNode result, String field) throws IOException {
        if (!result.path(field).canConvertToExactIntegral()) {
            throw new IOException(server + " gives no number " + field + ": " + abbreviated(result.toString()));
        }
        return result.get(field).longValue();
    }

    private static String abbreviated(String text) {
        return StringHelper.limitLength(text, MOST_TOLD);
    }
}
