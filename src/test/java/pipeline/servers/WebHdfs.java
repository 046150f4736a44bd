package pipeline.servers;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** HDFS seen with other eyes than Hadoop's client: its REST interface, as the user who runs it. */
public final class WebHdfs {

    private static final Pattern NAME = Pattern.compile("\"pathSuffix\":\"([^\"]*)\"");

    private static final Pattern REPLICATION = Pattern.compile("\"replication\":(\\d+)");
    private static final Pattern OWNER = Pattern.compile("\"owner\":\"([^\"]*)\"");

    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private final int port;

    /** @param port of the NameNode for HTTP */
    public WebHdfs(int port) {
        this.port = port;
    }

    /** The bytes of a file. */
    public byte[] read(String path) {
        return readAll(open(path));
    }

    /** The bytes of a file, as they come. */
    public InputStream open(String path) {
        return send("GET", path, "op=OPEN");
    }

    /** Who owns a file or directory. */
    public String owner(String path) {
        return find(OWNER, send("GET", path, "op=GETFILESTATUS")).get(0);
    }

    /** Names of the files and directories in a directory. */
    public List<String> list(String path) {
        return find(NAME, send("GET", path, "op=LISTSTATUS"));
    }

    /** How many copies of a file the cluster is to keep. */
    public int replication(String path) {
        return Integer.parseInt(
                find(REPLICATION, send("GET", path, "op=GETFILESTATUS")).get(0));
    }

    public void put(String path, String query) {
        readAll(send("PUT", path, query));
    }

    public void delete(String path) {
        readAll(send("DELETE", path, "op=DELETE&recursive=true"));
    }

    /** @throws UncheckedIOException when the status tells a failure; around a {@link FileNotFoundException} when it is 404 */
    private InputStream send(String method, String path, String query) {
        URI uri = uri(path, query + "&user.name=" + System.getProperty("user.name"));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() == 404) {
                throw new FileNotFoundException(uri + ": " + text(response.body()));
            }
            if (response.statusCode() >= 300) {
                throw new IOException(uri + ": " + response.statusCode() + " " + text(response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> find(Pattern pattern, InputStream answer) {
        return pattern.matcher(text(answer))
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
    }

    private static String text(InputStream answer) {
        return new String(readAll(answer), StandardCharsets.UTF_8);
    }

    private static byte[] readAll(InputStream answer) {
        try (answer) {
            return answer.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI uri(String path, String query) {
        try {
            return new URI("http", null, "127.0.0.1", port, "/webhdfs/v1" + path, query, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
