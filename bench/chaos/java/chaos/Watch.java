package chaos;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import pipeline.avro.BlockJson;
import pipeline.servers.WebHdfs;

/** How far the pipeline has come, as far as the servers answer just now; for people to follow, not to be relied on. */
final class Watch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BETWEEN_LISTINGS = Duration.ofSeconds(2);

    private final Cluster cluster;
    private volatile int published;
    private volatile int archived;
    private volatile boolean closed;
    private final Random random = new Random();
    private final List<Finding> torn = new CopyOnWriteArrayList<>();

    Watch(Cluster cluster) {
        this.cluster = cluster;
        daemon(this::watchIndex);
        daemon(this::watchArchive);
    }

    /** Heights in the chain index. */
    int published() {
        return published;
    }

    /** Files of blocks in the archive. */
    int archived() {
        return archived;
    }

    /** Files that a reader found torn meanwhile. */
    List<Finding> torn() {
        return torn;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void watchIndex() {
        // a topic that it made by asking for it would not be as the pipeline makes it
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                cluster.brokers(),
                "isolation.level",
                "read_committed",
                "allow.auto.create.topics",
                "false");
        Map<String, Boolean> heights = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> index = List.of(new TopicPartition(Cluster.TOPIC + ".chain", 0));
            consumer.assign(index);
            consumer.seekToBeginning(index);
            while (!closed) {
                try {
                    for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                        heights.put(entry.key(), entry.value() != null);
                    }
                    published = (int)
                            heights.values().stream().filter(there -> there).count();
                } catch (KafkaException e) {
                    // told by the progress that stands still
                }
            }
        }
    }

    private void watchArchive() {
        WebHdfs web = cluster.web();
        try {
            while (!closed) {
                try {
                    List<String> files = web.list(Cluster.ARCHIVE).stream()
                            .filter(name -> name.matches("block_\\d+\\.json"))
                            .toList();
                    archived = files.size();
                    readAny(files, web);
                } catch (UncheckedIOException e) {
                    // as above
                }
                Thread.sleep(BETWEEN_LISTINGS.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever is going on, a reader finds whole files. */
    private void readAny(List<String> files, WebHdfs web) {
        if (files.isEmpty()) {
            return;
        }
        String name = files.get(random.nextInt(files.size()));
        byte[] bytes = web.read(Cluster.ARCHIVE + "/" + name);
        try {
            new BlockJson().read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            torn.add(new Finding(Finding.Kind.TORN, "file %s, read amid the faults: %s".formatted(name, e)));
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        thread.start();
    }
}
