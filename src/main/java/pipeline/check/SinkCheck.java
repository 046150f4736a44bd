package pipeline.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether anybody listens where a sink is to write; what it says to a login only the sink itself will see.
 *
 * @param url as the sink's setting has it
 * @param setting name of that setting
 */
public record SinkCheck(String sink, String url, String setting) implements Check {

    private static final int MILLIS = 4_000;
    private static final Pattern ADDRESS = Pattern.compile("//(?:[^@/]*@)?(\\[[^]]+]|[^:/,@]+):(\\d{1,5})");

    @Override
    public String what() {
        return "Sink " + sink;
    }

    @Override
    public String advice() {
        return "Start its server, correct " + setting + ", or set sinks." + sink + ".enabled=false";
    }

    @Override
    public List<Row> look() {
        Matcher address = ADDRESS.matcher(withPort(url));
        if (!address.find()) {
            return List.of(Row.warn(what(), "no host:port in " + setting + " to connect to", advice()));
        }
        String host = address.group(1);
        String port = address.group(2);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, Integer.parseInt(port)), MILLIS);
            return List.of(Row.ok(what(), "listens at " + host + ":" + port));
        } catch (IOException | IllegalArgumentException e) {
            return List.of(
                    Row.fail(what(), "nobody listens at " + host + ":" + port + ": " + Checks.reason(e), advice()));
        }
    }

    /** An address of the web need not name the port of its scheme. */
    private static String withPort(String url) {
        return url.replaceFirst("^(http://[^:/]+)(?=/|$)", "$1:80").replaceFirst("^(https://[^:/]+)(?=/|$)", "$1:443");
    }
}
