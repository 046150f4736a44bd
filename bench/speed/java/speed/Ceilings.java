package speed;

import chaos.BlockBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import pipeline.avro.BlockJson;
import pipeline.avro.BlockReader;

/** What no pipeline can be faster than, with the same servers and the same bytes: blocks a second. */
final class Ceilings {

    private static final int FETCHERS = 4;
    private static final int WRITERS = 2;
    private static final int TRANSACTION_BYTES = 8_000_000;
    private static final Duration POLL = Duration.ofSeconds(1);

    private Ceilings() {}

    /** Requests for the bytes of blocks, over as many connections as the pipeline has. */
    static double fetch(String node, int from, int blocks) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<Callable<Long>> requests = new ArrayList<>();
        for (int height = from; height <= from + blocks; height++) {
            String hash = BlockBytes.text(get(client, node + "rest/blockhashbyheight/" + height + ".bin"));
            requests.add(() -> {
                get(client, node + "rest/block/" + hash + ".bin");
                return System.currentTimeMillis();
            });
        }
        return inParallel(FETCHERS, requests);
    }

    /** The values of a topic that was filled, at most as many as fit into so many bytes. */
    static List<byte[]> values(Servers servers, String topic, long bytes) {
        return records(servers, topic, bytes).stream()
                .map(ConsumerRecord::value)
                .toList();
    }

    /** When the records of a topic were sent, milliseconds since the epoch. */
    static List<Long> times(Servers servers, String topic) {
        return records(servers, topic, Long.MAX_VALUE).stream()
                .map(ConsumerRecord::timestamp)
                .toList();
    }

    private static List<ConsumerRecord<String, byte[]>> records(Servers servers, String topic, long bytes) {
        List<ConsumerRecord<String, byte[]>> values = new ArrayList<>();
        try (Consumer<String, byte[]> reader = servers.kafka().reader()) {
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            long left = bytes;
            while (left > 0 && partitions.stream().anyMatch(each -> reader.position(each) < ends.get(each))) {
                for (ConsumerRecord<String, byte[]> each : reader.poll(POLL)) {
                    values.add(each);
                    left -= each.value().length;
                }
            }
        }
        return values;
    }

    /** Transactions with the same values, compressed as the pipeline does it. */
    static double produce(Servers servers, String topic, List<byte[]> values) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers.brokers(),
                "transactional.id",
                topic,
                "compression.type",
                "zstd",
                "compression.zstd.level",
                1,
                "max.request.size",
                20_000_000);
        List<Long> moments = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            int next = 0;
            while (next < values.size()) {
                producer.beginTransaction();
                int first = next;
                for (long bytes = 0; next < values.size() && bytes < TRANSACTION_BYTES; next++) {
                    producer.send(new ProducerRecord<>(topic, String.valueOf(next), values.get(next)));
                    bytes += values.get(next).length;
                }
                producer.commitTransaction();
                for (int sent = first; sent < next; sent++) {
                    moments.add(System.currentTimeMillis());
                }
            }
        }
        return Moments.of(moments).rate();
    }

    /** Files with the same bytes on the disks, written by Hadoop's client and by nothing else. */
    static double write(FileSystem files, List<byte[]> records, Path to, int count) throws Exception {
        List<byte[]> contents = new ArrayList<>();
        for (byte[] record : records) {
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            new BlockJson().write(new BlockReader(null).read(record), json);
            contents.add(json.toByteArray());
        }
        files.mkdirs(to);
        List<Callable<Long>> writes = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Path path = new Path(to, number + ".json");
            byte[] content = contents.get(number % contents.size());
            writes.add(() -> {
                try (FSDataOutputStream file = files.create(path)) {
                    file.write(content);
                    file.hsync();
                }
                return System.currentTimeMillis();
            });
        }
        return inParallel(WRITERS, writes);
    }

    private static byte[] get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
                .body();
    }

    private static double inParallel(int threads, List<Callable<Long>> tasks) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Long> moments = new ArrayList<>();
            for (Future<Long> done : pool.invokeAll(tasks)) {
                moments.add(done.get());
            }
            return Moments.of(moments).rate();
        } finally {
            pool.shutdown();
        }
    }
}
