package pipeline.bitcoin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one node announces over ZMQ, and what of it got lost on the way; for one thread at a time. */
public final class Announcements {

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final String publisher;
    private final Map<String, Integer> counters = new HashMap<>();

    /** @param publisher its address, for a person */
    public Announcements(String publisher) {
        this.publisher = publisher;
    }

    public void tellThatItIsThere() {
        LOG.info("The node at {} (bitcoin.zmq.url) is heard: its blocks are copied at once", publisher);
    }

    public void tellThatItIsGone() {
        LOG.warn(
                "Cannot hear the node at {} (bitcoin.zmq.url): trying again for ever, and until then its blocks are found by"
                        + " polls (heights.poll-interval)",
                publisher);
    }

    /**
     * Takes the next message. What is no announcement is told and ignored.
     *
     * @param frames of the message
     * @return whether the best chain has changed or, as messages are missing, may have
     */
    public boolean callForIteration(List<byte[]> frames) {
        Announcement announcement;
        try {
            announcement = Announcement.of(frames);
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "Ignored a message of {} (bitcoin.zmq.url) that is no announcement: {}", publisher, e.getMessage());
            return false;
        }
        return missesSome(announcement) || announcement.isOfChain();
    }

    private boolean missesSome(Announcement announcement) {
        Integer last = counters.put(announcement.topic(), announcement.counter());
        if (last == null) {
            return false;
        }
        // it goes round, so only the difference tells
        int step = announcement.counter() - last;
        if (step == 0 || step == 1) {
            return false;
        }
        String counted = Integer.toUnsignedString(last) + " to " + Integer.toUnsignedString(announcement.counter());
        if (step < 0) {
            LOG.info("The node at {} has started to count {} anew: {}", publisher, announcement.topic(), counted);
            return true;
        }
        LOG.warn(
                "{} announcements of the node at {} (bitcoin.zmq.url) got lost, topic {} went from {}: looking for new"
                        + " blocks at once",
                step - 1,
                publisher,
                announcement.topic(),
                counted);
        return true;
    }
}
