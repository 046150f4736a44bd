package chaos;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import pipeline.avro.BlockJson;
import pipeline.servers.WebHdfs;

/**
 * How far the pipeline has come, as far as the servers answer just now; for people to follow, not to be relied on. And a reader
 * of the archive whom nothing must disturb.
 */
final class Watch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BETWEEN_READS = Duration.ofMillis(300);
    private static final int READS_A_LISTING = 5;

    /** Where files are replaced: the deepest reorg, and what is mined meanwhile. */
    private static final int NEWEST = 40;

    private static final Pattern FILE = Pattern.compile("block_(\\d+)\\.json");

    private final Cluster cluster;
    private volatile int published;
    private volatile int archived;
    private volatile boolean closed;
    private final Random random = new Random();
    private final List<Finding> torn = new CopyOnWriteArrayList<>();
    private final List<Absence> absences = new CopyOnWriteArrayList<>();
    private volatile int reads;

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

    /** A file that was listed, and not there a moment later. */
    private record Absence(int height, Instant when) {}

    /** Whole files that a reader found meanwhile. */
    int reads() {
        return reads;
    }

    /**
     * Files that a reader did not find though there was a block for them at every moment.
     *
     * @param gone when a height was first said to have no block; whoever has read that may take its file away
     */
    List<Finding> absent(Map<Integer, Instant> gone) {
        return absences.stream()
                .filter(absence -> !gone.containsKey(absence.height)
                        || gone.get(absence.height).isAfter(absence.when))
                .map(absence -> new Finding(
                        Finding.Kind.MISSING,
                        "file block_%d.json, absent amid the faults at %s".formatted(absence.height, absence.when)))
                .toList();
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
                    List<Integer> heights = web.list(Cluster.ARCHIVE).stream()
                            .map(FILE::matcher)
                            .filter(Matcher::matches)
                            .map(name -> Integer.valueOf(name.group(1)))
                            .sorted()
                            .toList();
                    archived = heights.size();
                    for (int read = 0; read < READS_A_LISTING && !heights.isEmpty(); read++) {
                        readAny(heights.subList(Math.max(0, heights.size() - NEWEST), heights.size()), web);
                        Thread.sleep(BETWEEN_READS.toMillis());
                    }
                } catch (UncheckedIOException e) {
                    // as above
                }
                Thread.sleep(BETWEEN_READS.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever is going on, a reader finds whole files. */
    private void readAny(List<Integer> heights, WebHdfs web) {
        int height = heights.get(random.nextInt(heights.size()));
        String name = "block_%d.json".formatted(height);
        try {
            byte[] bytes = web.read(Cluster.ARCHIVE + "/" + name);
            new BlockJson().read(new ByteArrayInputStream(bytes));
            reads++;
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof FileNotFoundException)) {
                throw e;
            }
            absences.add(new Absence(height, Instant.now()));
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
