package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.chain.KafkaClients;
import pipeline.embedded.EmbeddedBroker;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.embedded.SampleNode;
import pipeline.servers.HdfsServer;

/**
 * How long it takes from the announcement of a block until a {@code read_committed} consumer has its record, and until its file
 * is in HDFS: of blocks of 1 MB, one after the other. Beside it what no pipeline can be faster than: one request for the bytes, and
 * one transaction of one record with them. Nothing is asserted but that all arrive: it is a measurement.
 */
class AnnouncementBench {

    private static final int WARM_UP = 20;
    private static final int MEASURED = 50;
    private static final int BLOCK_BYTES = 1_000_000;
    private static final String TOPIC = "raw-blocks";
    private static final String CEILING = "ceiling";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final List<Long> pipelineTimes = new ArrayList<>();
    private final List<Long> fileTimes = new ArrayList<>();
    private final List<Long> ceilingTimes = new ArrayList<>();

    @Test
    void measures() throws Exception {
        List<RawBlock> chain = MinedChain.of(WARM_UP + MEASURED, BLOCK_BYTES);
        try (HdfsServer hdfs = HdfsServer.start();
                FileSystem files = FileSystem.newInstance(URI.create(hdfs.url()), new Configuration());
                EmbeddedBroker broker = EmbeddedBroker.open(directory.resolve("kafka"));
                SampleNode node = SampleNode.start(chain.subList(0, 1), Map.of());
                CorePublisher publisher = CorePublisher.start()) {
            create(broker.brokers());
            try (RunningPipeline pipeline = RunningPipeline.start(
                            node.url(),
                            broker.brokers(),
                            TOPIC,
                            Path.of("/user/tip"),
                            "--hdfs.url=" + hdfs.url(),
                            "--pipeline.roles=ingest,archive",
                            "--heights.poll-interval=1h",
                            "--bitcoin.prevouts=none",
                            "--bitcoin.zmq.url=" + publisher.url());
                    KafkaProducer<String, byte[]> producer = producer(broker.brokers())) {
                publisher.awaitListener();
                pipeline.log().await("Height 0 of 0 published");
                producer.initTransactions();
                measure(chain, node, publisher, producer, broker.brokers(), files);
            }
        }
        print();
    }

    private void measure(
            List<RawBlock> chain,
            SampleNode node,
            CorePublisher publisher,
            KafkaProducer<String, byte[]> producer,
            String brokers,
            FileSystem files)
            throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try (Consumer<String, byte[]> blocks = reader(brokers, TOPIC);
                Consumer<String, byte[]> ceiling = reader(brokers, CEILING)) {
            for (RawBlock block : chain.subList(1, chain.size())) {
                node.switchTo(List.of(block));
                long announced = System.nanoTime();
                publisher.announceBlock(block.hash());
                await(blocks, block);
                pipelineTimes.add(System.nanoTime() - announced);
                await(files, block);
                fileTimes.add(System.nanoTime() - announced);

                long asked = System.nanoTime();
                byte[] bytes = fetch(client, node, block);
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(CEILING, String.valueOf(block.height()), bytes));
                producer.commitTransaction();
                await(ceiling, block);
                ceilingTimes.add(System.nanoTime() - asked);
            }
        }
    }

    private static void await(Consumer<String, byte[]> consumer, RawBlock block) throws TimeoutException {
        String key = String.valueOf(block.height());
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            for (var each : consumer.poll(POLL)) {
                if (each.key().equals(key)) {
                    return;
                }
            }
        }
        throw new TimeoutException("No record of height " + key);
    }

    private static void await(FileSystem files, RawBlock block) {
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("/user/tip/block_" + block.height() + ".json");
        Awaitility.await()
                .pollInterval(LOOK)
                .pollDelay(Duration.ZERO)
                .atMost(LONGEST)
                .until(() -> files.exists(file));
    }

    private static byte[] fetch(HttpClient client, SampleNode node, RawBlock block)
            throws IOException, InterruptedException {
        URI url = URI.create(node.url() + "rest/block/" + block.hash() + ".bin");
        byte[] bytes = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray())
                .body();
        assertThat(bytes).hasSizeGreaterThan(BLOCK_BYTES);
        return bytes;
    }

    private static void create(String brokers) throws Exception {
        Map<String, String> large = Map.of("max.message.bytes", "20000000");
        try (Admin admin = new KafkaClients(brokers, Map.of()).admin()) {
            admin.createTopics(List.of(new NewTopic(CEILING, 1, (short) 1).configs(large)))
                    .all()
                    .get();
        }
    }

    private static KafkaProducer<String, byte[]> producer(String brokers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                brokers,
                "transactional.id",
                "ceiling",
                "compression.type",
                "zstd",
                "max.request.size",
                20_000_000);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private static Consumer<String, byte[]> reader(String brokers, String topic) {
        Consumer<String, byte[]> reader = new KafkaClients(brokers, Map.of()).reader();
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        return reader;
    }

    private void print() {
        System.out.println("from announcement, " + MEASURED + " blocks of 1 MB              median      min      max");
        System.out.println(line("pipeline: record in Kafka", pipelineTimes));
        System.out.println(line("pipeline: file in HDFS", fileTimes));
        System.out.println(line("ceiling: one request, one transaction", ceilingTimes));
    }

    private static String line(String name, List<Long> times) {
        long[] sorted = times.subList(WARM_UP, times.size()).stream()
                .mapToLong(TimeUnit.NANOSECONDS::toMillis)
                .sorted()
                .toArray();
        assertThat(sorted).hasSize(MEASURED);
        long median = (sorted[MEASURED / 2 - 1] + sorted[MEASURED / 2]) / 2;
        return String.format(
                Locale.ROOT,
                "%-51s %6d ms %5d ms %5d ms",
                name,
                median,
                sorted[0],
                Arrays.stream(sorted).max().orElseThrow());
    }
}
