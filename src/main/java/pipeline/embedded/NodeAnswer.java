package pipeline.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a node sends back over HTTP. */
record NodeAnswer(int status, String contentType, byte[] body) {

    private static final String HTML = "text/html; charset=ISO-8859-1";

    static NodeAnswer json(int status, JsonNode value) {
        return new NodeAnswer(status, "application/json", NodeJson.line(value));
    }

    static NodeAnswer binary(byte[] bytes) {
        return new NodeAnswer(200, "application/octet-stream", bytes);
    }

    static NodeAnswer hex(byte[] bytes) {
        return new NodeAnswer(200, "text/plain", ascii(HexFormat.of().formatHex(bytes) + "\n"));
    }

    /** A refusal of the REST interface. */
    static NodeAnswer refusal(int status, String reason) {
        return new NodeAnswer(status, "text/plain", ascii(reason + "\r\n"));
    }

    /** A refusal of the HTTP server itself. */
    static NodeAnswer httpRefusal(int status, String reason) {
        return new NodeAnswer(status, HTML, ascii(reason));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
