package pipeline.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.hdfs.HdfsComponent;
import pipeline.hdfs.HdfsReadException;

class CompactionTest {

    private static final DayBlocks DAY = new DayBlocks(LocalDate.parse("2024-04-20"), List.of(), new DayMark("", 0));

    @TempDir
    private Path folder;

    @Test
    void a_file_that_cannot_be_read_leaves_its_day_only_while_the_file_system_answers() throws Exception {
        HdfsReadException fault = new HdfsReadException("/block_7.json", "file:/", new IOException("lost"));
        Compaction compaction = compaction(folder);
        compaction.leaveUnread(DAY, fault);
        assertThat(compaction.waiting()).isEqualTo(Map.of(DAY.date(), fault.getMessage()));

        Compaction away = compaction(Files.createFile(folder.resolve("file")));
        assertThatThrownBy(() -> away.leaveUnread(DAY, fault)).isInstanceOf(HdfsReadException.class);
        assertThat(away.waiting()).isEmpty();
    }

    private static Compaction compaction(Path root) {
        HdfsComponent hdfs = new HdfsComponent();
        hdfs.setUrl("file:" + root);
        return new Compaction(null, new DayFooters(hdfs, "/silver"), Duration.ofHours(1));
    }
}
