package pipeline.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3ClientsTest {

    @Test
    void a_server_of_ones_own_gets_the_bucket_in_the_path_and_a_body_as_it_is() throws Exception {
        Map<String, Headers> calls = new ConcurrentHashMap<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            call.getRequestBody().readAllBytes();
            calls.put(call.getRequestMethod() + " " + call.getRequestURI(), call.getRequestHeaders());
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        server.start();
        String endpoint = "http://localhost:" + server.getAddress().getPort();
        try (S3Client client = S3Clients.create(endpoint, "eu-central-1", "me", "geheim")) {
            client.putObject(
                    request -> request.bucket("blocks").key("a/block_0.json"), RequestBody.fromBytes(new byte[9]));
        } finally {
            server.stop(0);
        }
        assertThat(calls).containsOnlyKeys("PUT /blocks/a/block_0.json");
        Headers headers = calls.get("PUT /blocks/a/block_0.json");
        assertThat(headers.getFirst("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=me/")
                .contains("/eu-central-1/s3/aws4_request");
        assertThat(headers.getFirst("Content-length")).isEqualTo("9");
        assertThat(headers.keySet().stream().map(String::toLowerCase).collect(Collectors.toSet()))
                .noneMatch(name -> name.contains("checksum") || name.contains("trailer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://nobody.invalid:9000", "http://127.0.0.1:1"})
    void a_server_that_is_away_is_told_with_the_request_and_the_setting(String endpoint) {
        try (S3Client client = S3Clients.create(endpoint, "eu-central-1", "me", "geheim")) {
            assertThatThrownBy(() -> client.deleteObject(
                            request -> request.bucket("blocks").key("block_0.json")))
                    .hasMessageStartingWith("Cannot delete " + endpoint + "/blocks/block_0.json (sinks.s3.endpoint): ");
        }
    }

    @Test
    void signs_with_the_keys_it_is_given() {
        try (S3Client client = S3Clients.create("", "eu-central-1", "me", "geheim")) {
            assertThat(client.serviceClientConfiguration()
                            .credentialsProvider()
                            .resolveIdentity()
                            .join())
                    .isEqualTo(AwsBasicCredentials.create("me", "geheim"));
        }
    }

    @ParameterizedTest
    @CsvSource({"eu-central-1, amazonaws.com", "cn-north-1, amazonaws.com.cn"})
    void without_an_endpoint_it_is_aws_in_the_region(String region, String domain) {
        assertThat(S3Clients.ofAws(region)).isEqualTo("https://s3." + region + "." + domain);
    }
}
