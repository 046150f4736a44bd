package pipeline.chain;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which one of all processes does a work that is for one at a time, such as to ingest: the one that Kafka assigns the chain
 * index to, a topic of one partition. The others stand by. Two may both hold it for a moment, so the work must allow for that.
 */
public final class Leadership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaClients clients;
    private final String topic;
    private final String group;
    private final String work;
    private Consumer<String, byte[]> member;
    private volatile boolean held;
    private volatile Optional<Boolean> told = Optional.empty();

    /**
     * @param topic of the blocks
     * @param work a verb, after which the group is named
     */
    public Leadership(KafkaClients clients, String topic, String work) {
        this.clients = clients;
        this.topic = Topics.chain(topic);
        this.group = topic + "." + work;
        this.work = work;
    }

    /** Takes part in the group, so it is to be asked every second or so, and says whether this process leads it. */
    public synchronized boolean isHeld() {
        if (member == null) {
            member = clients.leader(group, topic);
        }
        member.poll(POLL);
        // its entries are read by the chain index
        member.pause(member.assignment());
        held = !member.assignment().isEmpty();
        tell();
        return held;
    }

    /** @throws RejectedExecutionException when another process leads, as far as this one knows */
    public void require() {
        if (!held) {
            throw new RejectedExecutionException("Another process " + work + "s");
        }
    }

    /** Whether another process leads. */
    boolean standsBy() {
        return told.equals(Optional.of(false));
    }

    private void tell() {
        boolean hasJoined = member.groupMetadata().generationId() > 0;
        if (!hasJoined || told.equals(Optional.of(held))) {
            return;
        }
        told = Optional.of(held);
        LOG.info(
                held ? "This process {}s: it leads group {}" : "Another process {}s; this one stands by in group {}",
                work,
                group);
    }

    /** Leaves the group, so that another process takes over at once. */
    @Override
    public synchronized void close() {
        held = false;
        if (member != null) {
            member.close(KafkaClients.AT_ONCE);
            member = null;
        }
    }
}
