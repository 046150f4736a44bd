package pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A console as its clients see it.
 *
 * @param user empty to give none
 */
record ConsoleHttp(int port, String user, String password) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static ConsoleHttp at(int port) {
        return new ConsoleHttp(port, "", "");
    }

    /** @param headers name, value, name, value … */
    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** What Jolokia answers. */
    JsonNode jolokia(Map<String, Object> question) {
        try {
            return JSON.readTree(send(request("/hawtio/jolokia")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(question)))
                            .build())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isReady() {
        return health("ready").path("status").asText().equals("UP");
    }

    /** @param which {@code live} or {@code ready} */
    JsonNode health(String which) {
        HttpResponse<String> answer = get("/observe/health/" + which);
        JsonNode health = read(answer);
        if ((answer.statusCode() == 200) != health.path("status").asText().equals("UP")) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return health;
    }

    /** One of the checks that make up readiness. */
    static JsonNode check(JsonNode health, String name) {
        return StreamSupport.stream(health.path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (user.isEmpty()) {
            return request;
        }
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }
}
