package pipeline.servers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Kafka broker in a JVM of its own, behind a line that can break at the worst of moments: as a producer asks to commit a
 * transaction.
 */
public final class LinkedBroker implements AutoCloseable {

    /** Told apart from other requests by the number that Kafka's protocol gives it (API key). */
    private static final short END_TRANSACTION = 26;

    private static final Duration START = Duration.ofMinutes(3);

    private final ServerSocket link;
    private final int port = JavaProcess.freePort();
    private final JavaProcess broker;
    private final AtomicInteger hits = new AtomicInteger();
    private volatile Cut cut = Cut.NONE;

    /** When the line breaks. */
    public enum Cut {
        NONE,
        /** The broker never hears of the commit. */
        BEFORE_THE_COMMIT_ARRIVES,
        /** The broker commits, and nobody hears of it. */
        BEFORE_THE_COMMIT_IS_ANSWERED
    }

    private LinkedBroker(Path folder) throws IOException {
        link = new ServerSocket(JavaProcess.freePort(), 50, InetAddress.getLoopbackAddress());
        broker = JavaProcess.start(
                "linked-broker",
                folder,
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        // the campaign's, which tells its clients another port than its own
                        "chaos.BrokerProgram",
                        folder.resolve("data").toString(),
                        String.valueOf(port),
                        String.valueOf(link.getLocalPort()),
                        String.valueOf(JavaProcess.freePort())));
    }

    public static LinkedBroker start(Path folder) {
        try {
            LinkedBroker started = new LinkedBroker(folder);
            started.open();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() {
        daemon(this::accept);
        try {
            broker.awaitPort(port, START);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Where clients connect: {@code host:port}. */
    public String brokers() {
        return "127.0.0.1:" + link.getLocalPort();
    }

    /** Breaks the line so at each commit from now on. */
    public void cut(Cut when) {
        hits.set(0);
        cut = when;
    }

    /** Commits at which the line has broken since it was told to. */
    public int hits() {
        return hits.get();
    }

    @Override
    public void close() {
        broker.close();
        close(link);
    }

    private void accept() {
        while (!link.isClosed()) {
            try {
                Socket client = link.accept();
                daemon(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            Line line = new Line(client, behind);
            daemon(line::carryAnswers);
            line.carryRequests();
        } catch (IOException broken) {
            // both ends are closed, as after a broken line
        }
    }

    /** One connection. A request begins with its API key, version and number, an answer with the number of its request. */
    private final class Line {

        private static final int NUMBER_IN_REQUEST = 4;

        private final Socket client;
        private final Socket behind;
        private volatile Integer unanswered;

        Line(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void carryRequests() throws IOException {
            DataInputStream from = new DataInputStream(client.getInputStream());
            DataOutputStream to = new DataOutputStream(behind.getOutputStream());
            while (true) {
                byte[] request = read(from);
                boolean isCommit = ByteBuffer.wrap(request).getShort() == END_TRANSACTION;
                if (isCommit && cut == Cut.BEFORE_THE_COMMIT_ARRIVES) {
                    hits.incrementAndGet();
                    return;
                }
                if (isCommit && cut == Cut.BEFORE_THE_COMMIT_IS_ANSWERED) {
                    unanswered = ByteBuffer.wrap(request).getInt(NUMBER_IN_REQUEST);
                }
                write(request, to);
            }
        }

        void carryAnswers() {
            try (client;
                    behind) {
                DataInputStream from = new DataInputStream(behind.getInputStream());
                DataOutputStream to = new DataOutputStream(client.getOutputStream());
                while (true) {
                    byte[] answer = read(from);
                    if (Integer.valueOf(ByteBuffer.wrap(answer).getInt()).equals(unanswered)) {
                        hits.incrementAndGet();
                        return;
                    }
                    write(answer, to);
                }
            } catch (IOException broken) {
                // both ends are closed, as after a broken line
            }
        }

        private static byte[] read(DataInputStream from) throws IOException {
            byte[] message = new byte[from.readInt()];
            from.readFully(message);
            return message;
        }

        private static void write(byte[] message, DataOutputStream to) throws IOException {
            ByteBuffer whole = ByteBuffer.allocate(Integer.BYTES + message.length);
            to.write(whole.putInt(message.length).put(message).array());
            to.flush();
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "linked-broker");
        thread.setDaemon(true);
        thread.start();
    }
}
