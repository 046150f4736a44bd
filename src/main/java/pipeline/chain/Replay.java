package pipeline.chain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Closes dead letters: their heights are then left to do again, and their records are archived again. What fails again is a
 * dead letter again, with its count.
 */
public final class Replay implements AutoCloseable {

    /** What the null tells of the letter that it closes. */
    private static final List<String> KEPT = List.of(
            LetterHeaders.ROUTE,
            LetterHeaders.TOPIC,
            LetterHeaders.PARTITION,
            LetterHeaders.OFFSET,
            LetterHeaders.HEIGHT,
            LetterHeaders.ATTEMPTS,
            LetterHeaders.FIRST_TIME);

    private final KafkaClients clients;
    private final String topic;
    private final TopicTable table;
    private final Producer<String, byte[]> producer;
    private final Map<String, LetterHeaders> open = new LinkedHashMap<>();
    private Map<TopicPartition, Long> begins;
    private Map<TopicPartition, Long> ends;

    /** @param topic of the blocks */
    public Replay(KafkaClients clients, String topic) {
        this.clients = clients;
        this.topic = topic;
        table = new TopicTable(clients, Topics.deadLetters(topic), new Letters());
        producer = clients.producer();
    }

    /**
     * The letters that are open now, oldest first.
     *
     * @throws KafkaException when a topic is not there, or Kafka does not answer
     */
    public List<OpenLetter> open() {
        table.readToEnd();
        readEnds();
        return open.entrySet().stream()
                .map(letter ->
                        OpenLetter.of(letter.getKey(), letter.getValue(), obstacle(letter.getKey(), letter.getValue())))
                .toList();
    }

    private Optional<String> obstacle(String key, LetterHeaders headers) {
        if (!headers.isOfRecord()) {
            return headers.height().isPresent() ? Optional.empty() : Optional.of("it names neither height nor record");
        }
        return RecordPlace.of(topic, key)
                .map(this::obstacle)
                .orElse(Optional.of("it names no record of topic " + topic));
    }

    private Optional<String> obstacle(RecordPlace record) {
        Long begin = begins.get(record.partition());
        if (begin == null || record.offset() >= ends.get(record.partition())) {
            return Optional.of("topic " + topic + " has no such record; it was made anew since");
        }
        return record.offset() >= begin
                ? Optional.empty()
                : Optional.of("its record has left topic " + topic + ", which begins at offset " + begin
                        + " there; the letter has the bytes");
    }

    /**
     * Closes a letter of {@link #open}.
     *
     * @throws KafkaException when Kafka does not acknowledge it
     */
    public void close(OpenLetter letter) {
        Headers kept = new RecordHeaders();
        for (Header header : open.get(letter.key()).headers()) {
            if (KEPT.contains(header.key())) {
                kept.add(header);
            }
        }
        try {
            producer.send(new ProducerRecord<>(Topics.deadLetters(topic), null, letter.key(), null, kept))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "Cannot close " + letter.key() + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void readEnds() {
        try (Admin admin = clients.admin();
                Consumer<String, byte[]> consumer = clients.reader()) {
            List<TopicPartition> partitions = KafkaClients.partitions(consumer, topic);
            begins = consumer.beginningOffsets(partitions);
            ends = HighWatermarks.of(admin, partitions);
        }
    }

    @Override
    public void close() {
        producer.close();
        table.close();
    }

    private final class Letters implements TopicTable.Reader {

        @Override
        public void accept(ConsumerRecord<String, byte[]> letter) {
            open.remove(letter.key());
            if (letter.value() != null) {
                open.put(letter.key(), new LetterHeaders(letter.headers()));
            }
        }

        @Override
        public void clear() {
            open.clear();
        }
    }
}
