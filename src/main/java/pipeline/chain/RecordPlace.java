package pipeline.chain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Where a record stands; as the key of a dead letter {@code topic-partition-offset}. */
record RecordPlace(TopicPartition partition, long offset) {

    /** The record of a topic that a dead letter is about; empty where it is about something else. */
    static Optional<RecordPlace> of(String topic, String key) {
        Matcher place = Pattern.compile(Pattern.quote(topic) + "-(\\d{1,9})-(\\d{1,18})")
                .matcher(key == null ? "" : key);
        return place.matches()
                ? Optional.of(new RecordPlace(
                        new TopicPartition(topic, Integer.parseInt(place.group(1))), Long.parseLong(place.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
