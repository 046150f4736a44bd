package pipeline.servers;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Adobe's S3Mock, which speaks the protocol of S3, in a JVM of its own; it is asked in plain HTTP, with nothing of the SDK. */
public final class S3Server implements AutoCloseable {

    public static final String BUCKET = "blocks-of-bitcoin";

    private static final Path DIRECTORY = Path.of("target/test-servers/s3");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");

    private final HttpClient http = HttpClient.newHttpClient();
    private final JavaProcess process;
    private final int port;

    private S3Server(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** With the bucket, and nothing in it. */
    public static S3Server start(Path folder, int port) throws IOException, InterruptedException {
        S3Server server = startAgain(folder, port);
        server.send("/" + BUCKET, "PUT");
        return server;
    }

    /** With what the one before has left in the folder. */
    public static S3Server startAgain(Path folder, int port) {
        JavaProcess process = JavaProcess.start(
                "s3",
                DIRECTORY,
                List.of(
                        "-Xmx256m",
                        "-jar",
                        "s3mock-exec.jar",
                        "--server.address=127.0.0.1",
                        // that of HTTPS
                        "--server.port=0",
                        "--com.adobe.testing.s3mock.http-port=" + port,
                        "--com.adobe.testing.s3mock.store.root=" + folder.toAbsolutePath(),
                        "--com.adobe.testing.s3mock.store.retain-files-on-exit=true"));
        return new S3Server(process.awaitPort(port, START_TIMEOUT), port);
    }

    /** Every object of the bucket by its key, of up to a thousand. */
    public Map<String, byte[]> objects() throws IOException, InterruptedException {
        Map<String, byte[]> objects = new TreeMap<>();
        for (String key : keys()) {
            objects.put(key, object(key).body());
        }
        return objects;
    }

    public List<String> keys() throws IOException, InterruptedException {
        String list = new String(send("/" + BUCKET + "?list-type=2", "GET").body(), StandardCharsets.UTF_8);
        return KEY.matcher(list).results().map(key -> key.group(1)).toList();
    }

    public HttpResponse<byte[]> object(String key) throws IOException, InterruptedException {
        return send("/" + BUCKET + "/" + key, "GET");
    }

    private HttpResponse<byte[]> send(String path, String method) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException(method + " " + path + ": status " + answer.statusCode());
        }
        return answer;
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.close();
    }
}
