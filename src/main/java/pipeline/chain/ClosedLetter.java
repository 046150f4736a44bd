package pipeline.chain;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The null that closes a dead letter: an order to take up again what the letter was about. */
public final class ClosedLetter {

    private static final Logger LOG = LoggerFactory.getLogger(ClosedLetter.class);

    private final DeadLetters letters;
    private final TopicRecords records;

    public ClosedLetter(DeadLetters letters, TopicRecords records) {
        this.letters = letters;
        this.records = records;
    }

    /**
     * Turns an entry of the topic of the dead letters into the record to take up, as {@link TopicRecords} does; into a message
     * without an offset where there is none: the entry is a letter itself, is about a height, or its letter is open again.
     *
     * @throws KafkaException when Kafka does not answer
     */
    public void findRecord(Exchange entry) {
        String key = entry.getMessage().getHeader(KafkaConstants.KEY, String.class);
        Optional<RecordPlace> place =
                entry.getMessage().getBody() == null ? RecordPlace.of(records.topic(), key) : Optional.empty();
        letters.refresh();
        if (place.isEmpty() || letters.isOpen(key)) {
            entry.getMessage().removeHeader(KafkaConstants.OFFSET);
            return;
        }
        records.at(entry, place.get().partition().partition(), place.get().offset());
        boolean isThere = entry.getMessage().getHeader(KafkaConstants.OFFSET) != null;
        LOG.atLevel(isThere ? Level.INFO : Level.WARN)
                .log(
                        isThere ? "Taking up record {} again" : "Record {} has left its topic and cannot be taken up",
                        key);
    }
}
