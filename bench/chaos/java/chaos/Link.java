package chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import pipeline.servers.JavaProcess;

/** The way over the network from the pipeline to one server: carries bytes both ways until it is told to do worse. */
public final class Link implements AutoCloseable {

    private final ServerSocket server;
    private final Supplier<InetSocketAddress> target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Spell cut = new Spell(Duration.ZERO);
    private volatile Spell slow = new Spell(Duration.ZERO);
    private volatile Duration delay = Duration.ZERO;

    private Link(ServerSocket server, Supplier<InetSocketAddress> target) {
        this.server = server;
        this.target = target;
    }

    /** @param target where the server listens, asked at each connection */
    public static Link to(Supplier<InetSocketAddress> target) {
        return between(JavaProcess.freePort(), target);
    }

    /** @param port of the loopback address, for those who look for the server */
    static Link between(int port, Supplier<InetSocketAddress> target) {
        try {
            Link link = new Link(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), target);
            daemon(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Breaks every connection, and for a while each new one as well; it has hit when there was one to break. */
    Spell cut(Duration duration) {
        Spell begun = new Spell(duration);
        cut = begun;
        open.forEach(socket -> {
            begun.hit();
            close(socket);
        });
        return begun;
    }

    /** For a while everything that is sent arrives later; it has hit when something was. */
    public Spell slow(Duration by, Duration duration) {
        delay = by;
        slow = new Spell(duration);
        return slow;
    }

    void heal() {
        cut = new Spell(Duration.ZERO);
        slow = new Spell(Duration.ZERO);
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
            InetSocketAddress server = target.get();
            Socket behind = new Socket(server.getAddress(), server.getPort());
            open.add(client);
            open.add(behind);
            Spell cutNow = cut;
            if (cutNow.isOn()) {
                cutNow.hit();
                forget(behind);
                throw new IOException("cut");
            }
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
                Spell slowNow = slow;
                if (slowNow.isOn()) {
                    slowNow.hit();
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
