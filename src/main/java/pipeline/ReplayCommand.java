package pipeline;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.chain.OpenLetter;
import pipeline.chain.Replay;

/**
 * {@code replay}: closes the open dead letters, so that their heights and records are taken up again, and tells what is left.
 *
 * @param topic of the blocks
 */
record ReplayCommand(KafkaClients clients, String topic, PrintStream out) {

    private static final int ALL_CLOSED = 0;
    private static final int SOME_LEFT = 1;

    /**
     * @return the exit status
     * @throws KafkaException when a topic is not there, or Kafka does not answer
     */
    int run() throws InterruptedException {
        try (Replay replay = new Replay(clients, topic)) {
            List<OpenLetter> open = replay.open();
            if (open.isEmpty()) {
                out.println("No dead letter of topic " + topic + " is open");
                return ALL_CLOSED;
            }
            for (OpenLetter letter : open) {
                if (letter.obstacle().isEmpty()) {
                    replay.close(letter);
                }
                tell(letter);
            }
            List<OpenLetter> closed =
                    open.stream().filter(letter -> letter.obstacle().isEmpty()).toList();
            out.println("Dead letters closed: " + closed.size() + ", left: " + (open.size() - closed.size()));
            tellWhoIsMissing(closed);
            return closed.size() == open.size() ? ALL_CLOSED : SOME_LEFT;
        }
    }

    private void tell(OpenLetter letter) {
        out.println((letter.obstacle().isEmpty() ? "Closed " : "Left ") + letter.key()
                + letter.height().stream()
                        .mapToObj(height -> ", height " + height)
                        .collect(Collectors.joining())
                + ", route " + letter.route() + ", attempts " + letter.attempts() + ": "
                + letter.obstacle().orElse(letter.message()));
    }

    /** A closed letter waits for those who take it up, however long. */
    private void tellWhoIsMissing(List<OpenLetter> closed) throws InterruptedException {
        if (!closed.stream().allMatch(OpenLetter::isOfRecord) && isMissing(topic + ".ingest")) {
            out.println("No process ingests now: the heights are taken up by the next one with the role ingest");
        }
        if (closed.stream().anyMatch(OpenLetter::isOfRecord) && isMissing(topic + ".archive.dead-letters")) {
            out.println("No process archives now: the records are taken up by the next one with the role archive");
        }
    }

    private boolean isMissing(String group) throws InterruptedException {
        return !new GroupProgress(clients, topic, group).hasMembers();
    }
}
