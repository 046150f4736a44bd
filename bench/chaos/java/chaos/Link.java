package chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import pipeline.servers.JavaProcess;

/** The way over the network from the pipeline to one server: carries bytes both ways until it is told to do worse. */
final class Link implements AutoCloseable {

    private final ServerSocket server;
    private final IntSupplier target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long cutUntil = System.nanoTime();
    private volatile long slowUntil = System.nanoTime();
    private volatile Duration delay = Duration.ZERO;

    private Link(ServerSocket server, IntSupplier target) {
        this.server = server;
        this.target = target;
    }

    /** @param target the server's port on the loopback address, asked at each connection */
    static Link to(IntSupplier target) {
        try {
            Link link =
                    new Link(new ServerSocket(JavaProcess.freePort(), 50, InetAddress.getLoopbackAddress()), target);
            daemon(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Breaks every connection, and for a while each new one as well. */
    void cut(Duration duration) {
        cutUntil = System.nanoTime() + duration.toNanos();
        open.forEach(Link::close);
    }

    /** For a while everything that is sent arrives later. */
    void slow(Duration by, Duration duration) {
        delay = by;
        slowUntil = System.nanoTime() + duration.toNanos();
    }

    void heal() {
        cutUntil = System.nanoTime();
        slowUntil = System.nanoTime();
    }

    @Override
    public void close() {
        close(server);
        open.forEach(Link::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                daemon(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            open.add(client);
            if (System.nanoTime() < cutUntil) {
                throw new IOException("cut");
            }
            Socket behind = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
            open.add(behind);
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            daemon(() -> carry(client, behind));
            carry(behind, client);
        } catch (IOException nobodyThere) {
            forget(client);
        }
    }

    /** Until either end hangs up; both do then, as after a broken line. */
    private void carry(Socket from, Socket to) {
        try {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
                if (System.nanoTime() < slowUntil) {
                    Thread.sleep(delay.toMillis());
                }
                output.write(buffer, 0, length);
            }
        } catch (IOException | InterruptedException broken) {
            // the other direction learns of it below
        } finally {
            forget(from);
            forget(to);
        }
    }

    private void forget(Socket socket) {
        open.remove(socket);
        close(socket);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyBroken) {
            // all that was wanted
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "link");
        thread.setDaemon(true);
        thread.start();
    }
}
