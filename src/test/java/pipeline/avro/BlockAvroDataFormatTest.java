package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitcoin.chain.Block;
import java.io.ByteArrayInputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockAvroDataFormatTest {

    private static final String REGISTER = "POST /subjects/raw-blocks-value/versions";

    private static final String ROUTES =
            """
            - route:
                id: write
                from:
                  uri: direct:write
                  steps:
                    - marshal:
                        custom:
                          ref: block-avro
            - route:
                id: read
                from:
                  uri: direct:read
                  steps:
                    - unmarshal:
                        custom:
                          ref: block-avro
            """;

    private final StandInRegistry registry = new StandInRegistry();
    private final CamelContext context = new DefaultCamelContext();
    private ProducerTemplate template;

    @BeforeEach
    void loadRoutes() throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.camel.yaml", ROUTES));
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
        registry.close();
    }

    @Test
    void is_found_by_its_name_and_writes_single_objects() throws Exception {
        context.start();
        Block block = SampleBlocks.small();

        byte[] record = template.requestBody("direct:write", block, byte[].class);

        assertThat(record)
                .isEqualTo(new BinaryMessageEncoder<>(GenericData.get(), BlockSchemas.current())
                        .encode(block)
                        .array());
        assertThat(template.requestBody("direct:read", record)).isEqualTo(block);
    }

    @Test
    void a_bean_of_that_name_writes_confluents_format_and_registers_once() {
        bindWithRegistry();
        registry.on(REGISTER, 200, "{\"id\":258}");
        context.start();
        Block block = SampleBlocks.small();

        byte[] first = template.requestBody("direct:write", block, byte[].class);
        byte[] second = template.requestBody("direct:write", block, byte[].class);

        assertThat(first).isEqualTo(AvroBytes.join(new byte[] {0, 0, 0, 1, 2}, AvroBytes.body(block)));
        assertThat(second).isEqualTo(first);
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void a_record_is_byte_for_byte_what_avro_specifies() {
        context.start();

        byte[] record = template.requestBody("direct:write", SampleBlocks.genesis(), byte[].class);

        String ascii = HexFormat.of().formatHex(SampleBlocks.HASH.getBytes());
        assertThat(HexFormat.of().formatHex(record, 10, 10 + 2 + 64 + 1 + 5 + 1))
                // length 64, the hash, height 0, version -2^31, no previous hash
                .isEqualTo("8001" + ascii + "00" + "ffffffff0f" + "00");
    }

    @Test
    void starts_without_its_registry_and_waits_for_it_record_by_record() {
        bindWithRegistry();
        registry.on(REGISTER, 503, "{\"message\":\"Not yet\"}");
        context.start();

        assertThatThrownBy(() -> template.requestBody("direct:write", SampleBlocks.small()))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(SchemaRegistryException.class);

        registry.on(REGISTER, 200, "{\"id\":1}");
        assertThat(template.requestBody("direct:write", SampleBlocks.small(), byte[].class))
                .startsWith(0, 0, 0, 0, 1);
    }

    @Test
    void reads_from_a_stream_too() {
        context.start();
        byte[] record = template.requestBody("direct:write", SampleBlocks.small(), byte[].class);

        assertThat(template.requestBody("direct:read", new ByteArrayInputStream(record)))
                .isEqualTo(SampleBlocks.small());
    }

    @Test
    void a_route_sees_why_a_record_is_refused() {
        context.start();

        for (Object body : new Object[] {"not a block", new byte[0], null}) {
            assertThatThrownBy(() -> template.requestBody("direct:read", body))
                    .cause()
                    .isInstanceOf(UndecodableRecordException.class);
        }
    }

    @Test
    void writes_blocks_and_nothing_else() {
        context.start();

        assertThatThrownBy(() -> template.requestBody("direct:write", "text"))
                .cause()
                .isInstanceOf(NoTypeConversionAvailableException.class);
    }

    @Test
    void many_threads_write_and_read_at_once() {
        context.start();
        List<Block> blocks =
                IntStream.range(1, 40).mapToObj(SampleBlocks::large).toList();

        List<Object> read = IntStream.range(0, 400)
                .parallel()
                .mapToObj(index -> template.requestBody("direct:write", blocks.get(index % 39), byte[].class))
                .map(record -> template.requestBody("direct:read", record))
                .toList();

        assertThat(read).hasSize(400);
        for (int index = 0; index < read.size(); index++) {
            assertThat(read.get(index)).isEqualTo(blocks.get(index % 39));
        }
    }

    private void bindWithRegistry() {
        context.getRegistry()
                .bind(BlockAvroDataFormat.NAME, new BlockAvroDataFormat(registry.client(), "raw-blocks-value"));
    }
}
