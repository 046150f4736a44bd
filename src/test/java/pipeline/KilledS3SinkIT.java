package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.servers.JavaProcess;
import pipeline.servers.S3Server;

/** {@code kill -9} of a process amid the objects that it writes: the next one leaves each whole and none out. */
class KilledS3SinkIT {

    private static final int FIRST = 100;
    private static final int LAST = 183;

    @TempDir
    private Path folder;

    @Test
    void after_kill_9_each_block_is_an_object() throws Exception {
        int port = JavaProcess.freePort();
        try (S3Server s3 = S3Server.start(folder.resolve("s3-server"), port)) {
            try (PipelineProcess killed = start(port)) {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(PATIENCE)
                        .until(() -> s3.keys().size() >= 5);
            }
            assertThat(s3.keys()).hasSizeLessThan(LAST - FIRST + 1);
            try (PipelineProcess last = start(port)) {
                assertThat(last.awaitExit()).as(last.output()).isZero();
            }
            Map<String, JsonNode> expected = new TreeMap<>();
            for (JsonNode block : CoreChain.sample().subList(FIRST, LAST + 1)) {
                expected.put("bronze/blocks/block_" + block.get("height") + ".json", block);
            }
            Map<String, byte[]> objects = s3.objects();
            assertThat(objects).containsOnlyKeys(expected.keySet());
            objects.forEach((key, bytes) -> ExpectedBlock.assertSame(CoreChain.parse(bytes), expected.get(key)));
        }
    }

    private PipelineProcess start(int port) {
        return PipelineProcess.start(
                folder,
                "--pipeline.roles=ingest,sinks",
                "--heights.from=" + FIRST,
                "--heights.to=" + LAST,
                "--sinks.s3.enabled=true",
                "--sinks.s3.endpoint=http://127.0.0.1:" + port,
                "--sinks.s3.bucket=" + S3Server.BUCKET,
                "--sinks.s3.access-key=writer",
                "--sinks.s3.secret-key=geheim");
    }
}
