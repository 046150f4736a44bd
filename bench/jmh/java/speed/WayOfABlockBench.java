package speed;

import bitcoin.chain.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import pipeline.avro.BlockAvroDataFormat;
import pipeline.avro.BlockJson;
import pipeline.avro.BlockReader;
import pipeline.bitcoin.BlockDecoder;
import pipeline.bitcoin.Network;

/** What is done to a block of 1.17 MB on its way, one thread, in memory. */
public class WayOfABlockBench {

    private static final int LARGE = 1_000_000;

    /** Large blocks of the file, with prevouts. */
    @State(Scope.Benchmark)
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @Fork(value = 2, jvmArgsAppend = "-Xmx512m")
    @Warmup(iterations = 4, time = 2)
    @Measurement(iterations = 5, time = 2)
    public static class Way {

        private final BlockDecoder decoder = new BlockDecoder(Network.REGTEST);
        private final BlockAvroDataFormat avro = new BlockAvroDataFormat();
        private final BlockReader reader = new BlockReader(null);
        private final BlockJson json = new BlockJson();
        private final List<ChainFile.Entry> blocks = new ArrayList<>();
        private final List<byte[]> records = new ArrayList<>();
        private Exchange exchange;
        private int next;

        @Setup
        public void read() throws Exception {
            exchange = new DefaultExchange(new DefaultCamelContext());
            ChainFile.read(Options.blocks(), entry -> {
                if (entry.raw().length > LARGE && blocks.size() < 10) {
                    blocks.add(entry);
                }
            });
            for (ChainFile.Entry entry : blocks) {
                records.add(encoded(decoder.decode(entry.header(), entry.raw())));
            }
        }

        @Benchmark
        public Block decodeAndCheck() throws Exception {
            ChainFile.Entry entry = blocks.get(next++ % blocks.size());
            return decoder.decode(entry.header(), entry.raw());
        }

        @Benchmark
        public Block decodeAndCheckWithPrevouts() throws Exception {
            ChainFile.Entry entry = blocks.get(next++ % blocks.size());
            return decoder.decode(entry.header(), entry.raw(), entry.spent());
        }

        @Benchmark
        public byte[] decodeCheckAndEncodeAvro() throws Exception {
            return encoded(decodeAndCheck());
        }

        @Benchmark
        public Block readAvro() throws Exception {
            return reader.read(records.get(next++ % records.size()));
        }

        @Benchmark
        public void readAvroAndWriteJson(Blackhole hole) throws Exception {
            json.write(readAvro(), new OutputStream() {
                @Override
                public void write(int value) {
                    hole.consume(value);
                }

                @Override
                public void write(byte[] source, int start, int length) throws IOException {
                    hole.consume(source);
                }
            });
        }

        private byte[] encoded(Block block) throws Exception {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            avro.marshal(exchange, block, bytes);
            return bytes.toByteArray();
        }

        double megabytes() {
            return blocks.stream()
                            .mapToInt(entry -> entry.raw().length)
                            .average()
                            .orElseThrow()
                    / 1e6;
        }
    }

    @Test
    void measures() throws Exception {
        Way way = new Way();
        way.read();
        var results = new Runner(new OptionsBuilder()
                        .include(Way.class.getName().replace('$', '.'))
                        .jvmArgsPrepend("-Dbench.blocks=" + Options.blocks())
                        .build())
                .run();
        System.out.printf("%-32s %12s %16s%n", "one thread, 1.17 MB", "ms a block", "MB/s of raw block");
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            System.out.printf(
                    Locale.ROOT,
                    "%-32s %12.2f %16.0f   ± %.0f %%%n",
                    time.getLabel(),
                    time.getScore() / 1000,
                    way.megabytes() / (time.getScore() / 1e6),
                    100 * time.getScoreError() / time.getScore());
        }
    }
}
