package pipeline.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real program in a JVM of its own, on the JDK that runs the tests; its output goes to a file under target/. */
public final class JavaProcess implements AutoCloseable {

    /**
     * Many start, each for seconds: what compiles and collects in threads of its own takes them from the others. A measurement
     * sets the property to nothing.
     */
    private static final List<String> JVM = Stream.of(
                    System.getProperty("servers.jvm", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")
                            .split(" "))
            .filter(option -> !option.isEmpty())
            .toList();

    /** Each process that runs tests has a hundred ports of its own, by its number, and gives none of them twice in a row. */
    private static final int PORTS = 100;

    private static final int LOWEST_PORT =
            20_000 + PORTS * (int) (ProcessHandle.current().pid() % 100);
    private static final AtomicInteger GIVEN = new AtomicInteger();

    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param arguments what follows {@code java} on the command line */
    public static JavaProcess start(String name, Path directory, List<String> arguments) {
        try {
            Path logs = Files.createDirectories(Path.of("target/test-servers/logs"));
            Path output = Files.createTempFile(logs, name + "-", ".log");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JVM);
            command.addAll(arguments);
            Files.createDirectories(directory);
            File console = output.toFile();
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(console)
                    .start();
            return new JavaProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A port of the loopback address that nobody listens on; below those that the system gives to any connection, so that it is
     * still free for a server that comes back.
     */
    public static int freePort() {
        while (true) {
            int port = LOWEST_PORT + GIVEN.getAndIncrement() % PORTS;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public JavaProcess awaitPort(int port, Duration atMost) {
        Awaitility.await("listener on port " + port + ", see " + output)
                .atMost(atMost)
                .until(() -> {
                    failIfEnded();
                    return listensOn(port);
                });
        return this;
    }

    public JavaProcess awaitOutput(String text, Duration atMost) {
        Awaitility.await("'" + text + "' in " + output).atMost(atMost).until(() -> {
            boolean found = output().contains(text);
            if (!found) {
                failIfEnded();
            }
            return found;
        });
        return this;
    }

    /** What the program has written to its standard output and error so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the program to end by itself and returns its exit status. */
    public int awaitExit(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Still running after " + atMost + ", see " + output);
        }
        return process.exitValue();
    }

    public Process process() {
        return process;
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGSTOP: takes connections, answers nothing. */
    public void freeze() {
        if (signal("STOP", process) != 0) {
            throw new AssertionError("Cannot stop " + process + ", see " + output);
        }
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT", process);
    }

    /**
     * @param name without SIG
     * @return status of {@code kill}
     */
    public static int signal(String name, Process to) {
        try {
            return new ProcessBuilder("kill", "-" + name, Long.toString(to.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failIfEnded() {
        if (!process.isAlive()) {
            throw new AssertionError("Ended with status " + process.exitValue() + ":\n" + output());
        }
    }

    private static boolean listensOn(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
