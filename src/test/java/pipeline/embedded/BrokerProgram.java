package pipeline.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;
import pipeline.servers.JavaProcess;

/** A program with an embedded broker: says what it has got, then waits for a command. */
public final class BrokerProgram {

    private BrokerProgram() {}

    /** Runs in a JVM of its own and with what the real program logs. */
    public static JavaProcess start(Path folder) {
        List<String> arguments = new ArrayList<>();
        if (Runtime.version().feature() >= 24) {
            // this JVM warns of what Kafka's client does when it closes a mapped file
            arguments.add("--sun-misc-unsafe-memory-access=allow");
        }
        arguments.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), BrokerProgram.class.getName(), folder.toString()));
        return JavaProcess.start("embedded-broker", folder.getParent(), arguments);
    }

    /** Tells the program to do as if Kafka had met a fault it cannot survive. */
    static void fail(JavaProcess program) throws IOException {
        program.process().getOutputStream().write('!');
        program.process().getOutputStream().flush();
    }

    /** Tells the program to close its broker and to end. */
    static void finish(JavaProcess program) throws IOException {
        program.process().getOutputStream().close();
    }

    public static void main(String[] folder) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.open(Path.of(folder[0]))) {
            System.out.println((broker.ownsServer() ? "started " : "found ") + broker.brokers() + ".");
            if (System.in.read() == '!') {
                Exit.halt(1, "a fault for the test");
            }
        }
        System.out.println("closed.");
    }
}
