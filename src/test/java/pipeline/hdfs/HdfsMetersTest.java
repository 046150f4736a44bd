package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdfsMetersTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path root;

    @Test
    void counts_files_bytes_and_time_of_what_is_written_copies_included() throws Exception {
        try (HdfsRoute route = open()) {
            route.write("hdfs:/blocks?fileName=a", "12345");
            assertWritten(1, 5);

            route.write("hdfs:/blocks?fileName=a&keepReplaced=b", "123");
            assertWritten(3, 13);

            route.write("hdfs:/blocks?fileName=a.gz", "1".repeat(100_000));
            assertWritten(4, 13 + Files.size(root.resolve("blocks/a.gz")));
        }

        assertThat(meters.get("hdfs.write").timer().totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    /** As the tables are. */
    @Test
    void counts_a_file_that_is_written_aside_once_it_has_its_name() throws Exception {
        try (HdfsRoute route = open()) {
            HdfsComponent component = route.context().getComponent("hdfs", HdfsComponent.class);
            try (PendingFile published = component.begin("/blocks/a", "/aside");
                    PendingFile givenUp = component.begin("/blocks/b", "/aside")) {
                for (PendingFile file : List.of(published, givenUp)) {
                    file.stream().write(new byte[5]);
                    file.stream().close();
                }
                assertWritten(0, 0);
                published.publish();
            }
        }

        assertWritten(1, 5);
        assertThat(root.resolve("blocks")).isDirectoryNotContaining("glob:**b");
    }

    @Test
    void does_not_count_what_fails_is_left_or_is_read() throws Exception {
        try (HdfsRoute route = open()) {
            route.write("hdfs:/blocks?fileName=a", "12345");

            assertThatThrownBy(() -> route.write(
                    "hdfs:/blocks?fileName=a", Bodies.failingStream(500_000, new IOException("no more bytes"))));
            route.write("hdfs:/blocks?fileName=a&fileExist=Ignore", "x");
            route.write("hdfs:/blocks?fileName=a&operation=read", null);
            route.write("hdfs:/blocks?fileName=a&operation=remove", null);
        }

        assertWritten(1, 5);
    }

    private void assertWritten(int files, long bytes) {
        assertThat(meters.get("hdfs.files.written").counter().count()).isEqualTo(files);
        assertThat(meters.get("hdfs.bytes.written").counter().count()).isEqualTo(bytes);
        assertThat(meters.get("hdfs.write").timer().count()).isEqualTo(files);
    }

    private HdfsRoute open() {
        return new HdfsRoute("file:" + root, component -> component.setMeterRegistry(meters));
    }
}
