package pipeline.hdfs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * What has been written, files that keep what was replaced included.
 *
 * @param files that are whole and have their names
 * @param bytes of these, as they lie there: compressed where they are
 * @param time from the first byte of each to its name
 */
record WriteMeters(Counter files, Counter bytes, Timer time) {

    static WriteMeters in(MeterRegistry registry) {
        return new WriteMeters(
                Counter.builder("hdfs.files.written")
                        .description("Files written")
                        .register(registry),
                Counter.builder("hdfs.bytes.written")
                        .description("Bytes of the files written")
                        .register(registry),
                Timer.builder("hdfs.write")
                        .description("Time to write a file, until it is on the disks and has its name")
                        .register(registry));
    }

    void count(long size, long nanoseconds) {
        files.increment();
        bytes.increment(size);
        time.record(nanoseconds, TimeUnit.NANOSECONDS);
    }
}
