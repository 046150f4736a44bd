package pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/**
 * Speaks Electrum's protocol as its documentation has it: a JSON object a line, {@code server.version} first and once a connection,
 * {@code blockchain.scripthash.get_balance}.
 */
final class ElectrumServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, long[]> balances = new ConcurrentHashMap<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private volatile String instead;
    private volatile String refused;

    private ElectrumServer(ServerSocketFactory sockets, int port) throws IOException {
        socket = sockets.createServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        new Thread(this::accept, "electrum-server").start();
    }

    static ElectrumServer start(ServerSocketFactory sockets) throws IOException {
        return new ElectrumServer(sockets, 0);
    }

    /** Another one at the same port, that knows the same. */
    ElectrumServer startAnew() throws IOException {
        ElectrumServer next = new ElectrumServer(ServerSocketFactory.getDefault(), port());
        next.balances.putAll(balances);
        return next;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** @param scriptHash as Electrum writes it */
    void put(String scriptHash, long confirmed, long unconfirmed) {
        balances.put(scriptHash, new long[] {confirmed, unconfirmed});
    }

    /** Each question about a balance is answered with this line; null for the truth. */
    void answer(String line) {
        instead = line;
    }

    /** @param scriptHash whose balance it will not tell; null for none */
    void refuse(String scriptHash) {
        refused = scriptHash;
    }

    int openConnections() {
        return connections.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.add(connection);
                new Thread(() -> serve(connection), "electrum-connection").start();
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            boolean isFirst = true;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                OutputStream out = connection.getOutputStream();
                out.write((reply(JSON.readTree(line), isFirst) + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                isFirst = false;
            }
        } catch (IOException e) {
            // the client has gone, or does not trust us
        } finally {
            connections.remove(connection);
        }
    }

    private String reply(JsonNode question, boolean isFirst) {
        String method = question.path("method").asText();
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", question.get("id"));
        if (method.equals("server.version") != isFirst) {
            answer.putObject("error").put("code", 1).put("message", "server.version comes first, and once");
        } else if (isFirst) {
            answer.putArray("result").add("TestElectrum 1").add("1.4");
        } else if (instead != null) {
            return instead.replace("ID", question.get("id").toString());
        } else if (question.get("params").path(0).asText().equals(refused)) {
            answer.putObject("error").put("code", 1).put("message", "history too large");
        } else if (method.equals("blockchain.scripthash.get_balance")) {
            long[] balance = balances.getOrDefault(question.get("params").get(0).asText(), new long[2]);
            answer.putObject("result").put("confirmed", balance[0]).put("unconfirmed", balance[1]);
        } else {
            answer.putObject("error").put("code", -32601).put("message", "unknown method \"" + method + "\"");
        }
        return answer.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
