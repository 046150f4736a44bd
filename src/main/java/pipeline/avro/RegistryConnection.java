package pipeline.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests to a schema registry and their failures, told by address and setting but never with the credentials. */
final class RegistryConnection {

    private static final String JSON_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String url;
    private final String authorization;
    private final Duration requestTimeout;

    RegistryConnection(String url, String user, String password) {
        this(url, user, password, REQUEST_TIMEOUT);
    }

    RegistryConnection(String url, String user, String password, Duration requestTimeout) {
        this.url = validated(url);
        this.authorization = user == null || user.isEmpty() ? null : basic(user, password == null ? "" : password);
        this.requestTimeout = requestTimeout;
    }

    String url() {
        return url;
    }

    RegistryAnswer get(String path) throws SchemaRegistryException {
        return send(request(path).GET().build());
    }

    RegistryAnswer post(String path, String json) throws SchemaRegistryException {
        return send(request(path)
                .header("Content-Type", JSON_TYPE)
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).header("Accept", JSON_TYPE + ", application/json");
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private RegistryAnswer send(HttpRequest request) throws SchemaRegistryException {
        // the client's own time-out ends with the headers, so a body could keep us waiting for ever
        CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(request, BodyHandlers.ofString());
        try {
            HttpResponse<String> response = exchange.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return new RegistryAnswer(
                    request.method() + " " + request.uri(), response.statusCode(), parse(response.body()));
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable("interrupted", e);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw unreachable("no answer within " + requestTimeout.toMillis() / 1000.0 + " s", e);
        } catch (ExecutionException e) {
            throw unreachable(reason(e.getCause()), e.getCause());
        }
    }

    private SchemaRegistryException unreachable(String reason, Throwable cause) {
        return new SchemaRegistryException(
                "Cannot reach the schema registry at " + url + " (schema-registry.url): " + reason, cause);
    }

    /** The JDK's client leaves most of its exceptions without a message. */
    private static String reason(Throwable failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
        }
        if (failure instanceof ConnectException && failure.getCause() instanceof UnresolvedAddressException) {
            return "unknown host";
        }
        if (failure instanceof ConnectException && failure.getMessage() == null) {
            return "connection refused";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String validated(String url) {
        URI address = parsed(url);
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!http || address.getHost() == null) {
            throw new IllegalArgumentException("schema-registry.url is not of the form http://host:port/path");
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("schema-registry.url must not hold a user or a password:"
                    + " set schema-registry.user and schema-registry.password");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Without the parser's own message, which repeats the url and whatever password is in it. */
    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("schema-registry.url is not an address: " + e.getReason());
        }
    }

    private static String basic(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }
}
