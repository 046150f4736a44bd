package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.avro.Schema;

/**
 * A schema registry seen with other eyes than the pipeline's: plain HTTP.
 *
 * @param url where Confluent's API begins
 */
record RegistryHttp(String url) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Id of the schema that a subject has now. */
    int latestId(String subject) {
        return send("GET", "/subjects/" + subject + "/versions/latest", "")
                .get("id")
                .asInt();
    }

    Schema schema(int id) {
        return new Schema.Parser()
                .parse(send("GET", "/schemas/ids/" + id, "").get("schema").asText());
    }

    /** Registers a schema under a new subject that takes only what can read what was before; returns its id. */
    int register(String subject, Schema schema) {
        send("PUT", "/config/" + subject, "{\"compatibility\":\"BACKWARD\"}");
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("schema", schema.toString())
                .toString();
        return send("POST", "/subjects/" + subject + "/versions", body)
                .get("id")
                .asInt();
    }

    private JsonNode send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).as(method + " " + path).isEqualTo(200);
            return CoreChain.parse(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
