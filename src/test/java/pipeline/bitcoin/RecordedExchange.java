package pipeline.bitcoin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * One request to a real Bitcoin Core node and what it answered, over the sample chain with its fork (tip 185).
 *
 * @param authorized whether the request carried the right password
 * @param requestBody null for a GET
 */
public record RecordedExchange(
        String name,
        String method,
        String path,
        boolean authorized,
        String requestBody,
        int status,
        String contentType,
        byte[] answer) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param version of the node: {@code 28.1} or {@code 31.99} */
    public static List<RecordedExchange> of(String version) {
        String resource = "/node-wire/exchanges-" + version + ".jsonl";
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(RecordedExchange.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return lines.lines().map(RecordedExchange::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one exchange of that name. */
    public static RecordedExchange of(String version, String name) {
        return of(version).stream()
                .filter(exchange -> exchange.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing recorded as: " + name));
    }

    private static RecordedExchange parse(String line) {
        try {
            JsonNode exchange = JSON.readTree(line);
            JsonNode request = exchange.get("request");
            JsonNode response = exchange.get("response");
            String body = response.get("body").asText();
            return new RecordedExchange(
                    exchange.get("name").asText(),
                    request.get("method").asText(),
                    request.get("path").asText(),
                    request.get("authorized").asBoolean(),
                    request.get("body").isNull() ? null : request.get("body").asText(),
                    response.get("status").asInt(),
                    response.get("headers").path("Content-Type").asText(null),
                    response.get("encoding").asText().equals("hex")
                            ? HexFormat.of().parseHex(body)
                            : body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
