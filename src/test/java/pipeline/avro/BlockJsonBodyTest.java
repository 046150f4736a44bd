package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockJsonBodyTest extends CamelTestSupport {

    private final Block block = SampleBlocks.small();

    @Override
    protected RouteBuilder createRouteBuilder() {
        context.getRegistry().bind("blockJson", new BlockJson());
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:json").bean("blockJson", "body");
                from("direct:write-twice")
                        .bean("blockJson", "body")
                        .multicast()
                        .parallelProcessing()
                        .to("mock:first", "mock:second");
            }
        };
    }

    @Test
    void a_route_turns_a_block_into_a_body_that_writes_its_json() throws IOException {
        Object body = template.requestBody("direct:json", block);

        assertThat(body).isInstanceOf(BlockJsonBody.class).hasToString("JSON of block 170 " + SampleBlocks.HASH);
        assertThat(written((StreamCache) body)).isEqualTo(expected());
    }

    @Test
    void camel_converts_it_to_whatever_a_component_asks_for() throws IOException {
        assertThat(template.requestBody("direct:json", block, byte[].class)).isEqualTo(expected());
        assertThat(template.requestBody("direct:json", block, String.class))
                .isEqualTo(new String(expected(), StandardCharsets.UTF_8));
        try (InputStream stream = template.requestBody("direct:json", block, InputStream.class)) {
            assertThat(stream.readAllBytes()).isEqualTo(expected());
        }
    }

    @Test
    void copies_are_read_in_parallel() throws Exception {
        getMockEndpoint("mock:first").expectedMessageCount(1);
        getMockEndpoint("mock:second").expectedMessageCount(1);

        template.sendBody("direct:write-twice", block);

        getMockEndpoint("mock:first").assertIsSatisfied();
        getMockEndpoint("mock:second").assertIsSatisfied();
        Exchange first = getMockEndpoint("mock:first").getReceivedExchanges().get(0);
        Exchange second = getMockEndpoint("mock:second").getReceivedExchanges().get(0);
        assertThat(first.getMessage().getBody(byte[].class)).isEqualTo(expected());
        assertThat(second.getMessage().getBody(byte[].class)).isEqualTo(expected());
    }

    @Test
    void is_read_again_after_a_reset_and_written_whole_whatever_has_been_read() throws IOException {
        BlockJsonBody body = new BlockJson().body(block);
        body.reset();
        assertThat(body.readNBytes(10)).isEqualTo("{\"hash\":\"0".getBytes(StandardCharsets.UTF_8));
        assertThat(written(body)).isEqualTo(expected());

        body.reset();

        assertThat(body.available()).isEqualTo(expected().length);
        assertThat(body.readAllBytes()).isEqualTo(expected());
        assertThat(body.read()).isEqualTo(-1);
    }

    @Test
    void a_copy_has_a_position_of_its_own() throws IOException {
        BlockJsonBody body = new BlockJson().body(block);
        body.readNBytes(100);

        assertThat(((InputStream) body.copy(null)).readAllBytes()).isEqualTo(expected());
    }

    @Test
    void knows_its_length_in_bytes() throws IOException {
        assertThat(new BlockJson().body(block).length()).isEqualTo(expected().length);
    }

    @Test
    void camels_file_component_writes_it(@TempDir Path directory) throws IOException {
        template.send("file:" + directory + "?fileName=block.json", exchange -> exchange.getMessage()
                .setBody(new BlockJson().body(block)));

        assertThat(Files.readAllBytes(directory.resolve("block.json"))).isEqualTo(expected());
    }

    private byte[] expected() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new BlockJson().write(block, bytes);
        return bytes.toByteArray();
    }

    private static byte[] written(StreamCache body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.writeTo(bytes);
        return bytes.toByteArray();
    }
}
