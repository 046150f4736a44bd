package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilterable;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFileTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "publish-blocks,true,false",
        "iterate-heights,true,false",
        "lead-ingest,true,false",
        "poll-heights,true,false",
        "hear-node-0,true,false",
        "call-node-0,true,false",
        "pipeline.zmq.ZmqConsumer,true,false",
        "pipeline.bitcoin.NodeSurvey,true,false",
        "pipeline.chain.ReplacedRecords,true,false",
        "archive-blocks,false,true",
        "take-up-records,false,true",
        "lead-compact,false,true",
        "pipeline.chain.ArchiveGaps,false,true",
        "pipeline.hdfs.SafeWriter,false,true",
        "pipeline.tables.Compaction,false,true",
        "pipeline.CamelPipeline,true,true",
        "pipeline.chain.Topics,true,true",
        "start-pipeline,true,true",
        "org.apache.kafka.clients.NetworkClient,true,true",
    })
    void a_line_goes_into_the_file_of_its_role_or_into_both(String logger, boolean ingest, boolean archive)
            throws Exception {
        assertThat(write("ingest", LogFile.OF_ARCHIVE, logger).isEmpty()).isNotEqualTo(ingest);
        assertThat(write("archive", LogFile.OF_INGEST, logger).isEmpty()).isNotEqualTo(archive);
    }

    @Test
    void a_secret_is_masked_in_a_stack_trace_too() throws Exception {
        String line = write("ingest", LogFile.OF_ARCHIVE, "any", new IllegalStateException("login s3cret refused"));
        assertThat(line).contains("login xxxxx refused", "\tat ").doesNotContain("s3cret");
    }

    private String write(String name, Pattern others, String logger) throws Exception {
        return write(name, others, logger, null);
    }

    private String write(String name, Pattern others, String logger, Throwable fault) throws Exception {
        LogFile file =
                new LogFile(LoggerContext.getContext(false).getConfiguration(), directory, false, Set.of("s3cret"));
        Appender appender = file.appender(name, others);
        appender.start();
        LogEvent event = Log4jLogEvent.newBuilder()
                .setLoggerName(logger)
                .setLevel(Level.INFO)
                .setMessage(new SimpleMessage("said"))
                .setThrown(fault)
                .setTimeMillis(Instant.now().toEpochMilli())
                .build();
        if (!((AbstractFilterable) appender).isFiltered(event)) {
            appender.append(event);
        }
        appender.stop();
        return Files.readString(directory.resolve(name + ".log"));
    }
}
