package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static pipeline.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;
import pipeline.servers.JavaProcess;
import pipeline.servers.S3Server;

/** The sink for S3: its objects are the files of the archive, say what Bitcoin Core says, and none is of a block that has left the chain. */
class S3SinkTest {

    private static final int FIRST = 100;
    private static final String PREFIX = "chain/main/";

    @TempDir
    private Path folder;

    private final int port = JavaProcess.freePort();

    @Test
    void the_objects_say_what_core_says_through_a_replay_and_reorgs_that_make_the_chain_shorter_too() throws Throwable {
        try (S3Server s3 = S3Server.start(folder.resolve("s3-server"), port);
                SinkRun run = run()) {
            run.to("s3", 183, "--pipeline.roles=ingest,archive,sinks");
            areThoseOf(CoreChain.sample(), s3);
            assertThat(s3.objects())
                    .allSatisfy((key, bytes) -> assertThat(bytes).isEqualTo(file("s3", key)));
            assertThat(s3.object(PREFIX + "block_183.json").headers().firstValue("Content-Type"))
                    .contains("application/json");

            // another topic is a group that has read nothing: all comes a second time
            Map<String, byte[]> before = s3.objects();
            run.to("s3-again", 183);
            assertThat(s3.objects()).containsExactlyEntriesOf(before);

            run.throughReorgs("s3", chain -> areThoseOf(chain, s3));
        }
    }

    @Test
    void nothing_is_lost_while_the_server_is_away() throws Exception {
        Path data = folder.resolve("s3-server");
        try (SinkRun run = run();
                RunningPipeline pipeline = run.start("s3-away")) {
            pipeline.log().await("trying again");
            try (S3Server s3 = S3Server.start(data, port)) {
                await(s3, CoreChain.sample());
                run.awaitDone("s3-away", "s3");
                areThoseOf(CoreChain.sample(), s3);
            }
            long told = pipeline.log().count("trying again");
            run.switchTo(CoreChain.fork());
            pipeline.log().await("trying again", (int) told + 1);
            try (S3Server s3 = S3Server.startAgain(data, port)) {
                await(s3, CoreChain.fork());
                run.awaitDone("s3-away", "s3");
                areThoseOf(CoreChain.fork(), s3);
            }
            assertThat(pipeline.log().stackTraces()).isEmpty();
        }
    }

    @Test
    void a_block_as_large_as_bitcoin_allows_is_one_object() throws Exception {
        List<RawBlock> sample = SampleChain.blocks();
        try (S3Server s3 = S3Server.start(folder.resolve("s3-server"), port);
                SinkRun run = run()) {
            run.add(LargeBlock.after(sample.get(sample.size() - 1)));
            run.to(
                    "s3-large",
                    184,
                    "--pipeline.roles=ingest,archive,sinks",
                    "--heights.from=184",
                    "--bitcoin.prevouts=none");
            assertThat(s3.objects()).hasSize(1).hasEntrySatisfying(PREFIX + "block_184.json", object -> assertThat(
                            object)
                    .hasSizeGreaterThan(7_000_000)
                    .isEqualTo(file("s3-large", "block_184.json")));
        }
    }

    private SinkRun run() throws Exception {
        return new SinkRun(
                folder,
                "--heights.from=" + FIRST,
                "--sinks.s3.enabled=true",
                "--sinks.s3.endpoint=http://127.0.0.1:" + port,
                "--sinks.s3.bucket=" + S3Server.BUCKET,
                "--sinks.s3.prefix=" + PREFIX,
                "--sinks.s3.access-key=writer",
                "--sinks.s3.secret-key=geheim");
    }

    /** Waits for the objects of a chain, as many and with its tip. */
    private static void await(S3Server s3, List<JsonNode> chain) {
        JsonNode tip = chain.get(chain.size() - 1);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> s3.keys().size() == chain.size() - FIRST
                        && hash(s3.object(PREFIX + "block_" + tip.get("height") + ".json")
                                        .body())
                                .equals(CoreChain.hash(tip)));
    }

    private static void areThoseOf(List<JsonNode> chain, S3Server s3) throws Exception {
        Map<String, JsonNode> expected = new TreeMap<>();
        for (JsonNode block : chain.subList(FIRST, chain.size())) {
            expected.put(PREFIX + "block_" + block.get("height") + ".json", block);
        }
        Map<String, byte[]> objects = s3.objects();
        assertThat(objects).containsOnlyKeys(expected.keySet());
        objects.forEach((key, bytes) -> ExpectedBlock.assertSame(CoreChain.parse(bytes), expected.get(key)));
    }

    private static String hash(byte[] object) {
        return CoreChain.hash(CoreChain.parse(object));
    }

    /** The archive's, of the same name. */
    private byte[] file(String topic, String key) {
        try {
            return Files.readAllBytes(folder.resolve(topic).resolve(key.substring(key.lastIndexOf('/') + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
