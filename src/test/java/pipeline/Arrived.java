package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import pipeline.avro.BlockJson;
import pipeline.avro.BlockReader;
import pipeline.chain.KafkaClients;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;

/** What has arrived of the sample chain, on the topics for a {@code read_committed} reader and in the archive. */
record Arrived(String brokers, String topic, Path archive) {

    private static final List<RawBlock> CHAIN = SampleChain.blocks();
    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * @param headers by name, as text
     */
    record DeadLetter(String key, byte[] bytes, Map<String, String> headers) {}

    /** Each height of the range exactly once on the topic and in the index, each with its file, and nothing else. */
    void isExactly(int from, int to) {
        isExactly(IntStream.rangeClosed(from, to).boxed().toList());
    }

    /** The same for heights in ascending order. */
    void isExactly(List<Integer> heights) {
        assertThat(publishedHeights()).isEqualTo(heights);
        assertThat(published()).allSatisfy(block -> assertThat(block.getHash()).isEqualTo(hash(block.getHeight())));
        assertThat(indexedHeights()).isEqualTo(heights);
        assertThat(files())
                .isEqualTo(heights.stream()
                        .map("block_%d.json"::formatted)
                        .collect(Collectors.toCollection(TreeSet::new)));
        heights.forEach(height -> assertThat(archived(height).getHash()).isEqualTo(hash(height)));
    }

    /** Heights on the topic in ascending order, as often as they are there. */
    List<Integer> publishedHeights() {
        return records(topic).stream()
                .map(record -> Integer.valueOf(record.key()))
                .sorted()
                .toList();
    }

    List<Block> published() {
        BlockReader reader = new BlockReader(null);
        List<Block> blocks = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records(topic)) {
            try {
                blocks.add(reader.read(record.value()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new AssertionError("Record " + record.key() + " is no block", e);
            }
        }
        return blocks;
    }

    private List<Integer> indexedHeights() {
        return records(topic + ".chain").stream()
                .map(record -> Integer.valueOf(record.key()))
                .sorted()
                .toList();
    }

    /** Dead letters by key, the last of each. */
    Map<String, DeadLetter> deadLetters() {
        Map<String, DeadLetter> letters = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : records(topic + ".dead-letters")) {
            Map<String, String> headers = new TreeMap<>();
            for (Header header : record.headers()) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
            letters.put(record.key(), new DeadLetter(record.key(), record.value(), headers));
        }
        return letters;
    }

    /** Every file below the archive's folder, by its path there. */
    Set<String> files() {
        if (!Files.isDirectory(archive)) {
            return Set.of();
        }
        Set<String> names = new TreeSet<>();
        try {
            Files.walkFileTree(archive, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    names.add(archive.relativize(file).toString());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path renamedMeanwhile, IOException fault) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /** The block in the file of that height. */
    Block archived(int height) {
        return archived("block_" + height + ".json");
    }

    Block archived(String file) {
        try (InputStream json = Files.newInputStream(archive.resolve(file))) {
            return new BlockJson().read(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All committed records of a topic, partition by partition. */
    List<ConsumerRecord<String, byte[]>> records(String of) {
        try (Consumer<String, byte[]> consumer = new KafkaClients(brokers, Map.of()).reader()) {
            List<TopicPartition> partitions = consumer.partitionsFor(of).stream()
                    .map(partition -> new TopicPartition(of, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    /** Makes a topic as somebody else would have made it. */
    void create(String name, int partitions, Map<String, String> configuration) {
        try (Admin admin = new KafkaClients(brokers, Map.of()).admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configuration)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("Cannot create " + name, e);
        }
    }

    /** Sets a setting of the topic as an operator would. */
    void set(String setting, String value) throws InterruptedException, ExecutionException {
        ConfigResource of = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        try (Admin admin = new KafkaClients(brokers, Map.of()).admin()) {
            admin.incrementalAlterConfigs(Map.of(of, List.of(set))).all().get();
        }
    }

    /** Writes a record as somebody else would. */
    RecordMetadata publish(String to, String key, byte[] value) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new StringSerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(to, key, value)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("Cannot publish to " + to, e);
        }
    }

    /** What the archive's group has committed, by partition. */
    Map<Integer, Long> committedOffsets() {
        return committedOffsets(topic + ".archive");
    }

    /** What a group has committed, by partition. */
    Map<Integer, Long> committedOffsets(String group) {
        try (Admin admin = new KafkaClients(brokers, Map.of()).admin()) {
            Map<Integer, Long> offsets = new TreeMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
            return offsets;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("Cannot read offsets", e);
        }
    }

    static String hash(long height) {
        return CHAIN.get((int) height).hash();
    }
}
