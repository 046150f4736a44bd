package pipeline.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitcoin.chain.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import pipeline.avro.BlockAvroDataFormat;
import pipeline.avro.UndecodableRecordException;
import pipeline.chain.BlockProperties;
import pipeline.chain.RecordKey;

/** What a consumer is given, with a chain index that answers as no real one can be made to at a certain moment. */
class TakeBlockTest {

    private final CamelContext camel = new DefaultCamelContext();
    private final BlockAvroDataFormat format = new BlockAvroDataFormat();
    private final Deque<Boolean> canonical = new ArrayDeque<>();
    private final List<String> given = new ArrayList<>();
    private IOException newerFault;

    /** Answers of the chain index, in the order of the questions. */
    public final class Index {

        public boolean isCanonical() {
            return canonical.remove();
        }
    }

    /** What has been published since, where anything was. */
    public final class Newer {

        public void newer(Exchange exchange, long height) throws Exception {
            if (newerFault != null) {
                IOException fault = newerFault;
                newerFault = null;
                throw fault;
            }
            if (exchange.getMessage().getHeader(KafkaConstants.OFFSET, Long.class) == 8) {
                exchange.getMessage().removeHeader(KafkaConstants.OFFSET);
                return;
            }
            exchange.getMessage().setBody(record(height, "newer"));
            exchange.getMessage().setHeader(KafkaConstants.OFFSET, 8L);
        }
    }

    @BeforeEach
    void start() throws Exception {
        camel.getRegistry().bind("block-avro", format);
        format.setCamelContext(camel);
        camel.getRegistry().bind("recordKey", new RecordKey());
        camel.getRegistry().bind("blockProperties", new BlockProperties());
        camel.getRegistry().bind("chainIndex", new Index());
        camel.getRegistry().bind("topicRecords", new Newer());
        for (String name : List.of("retry", "take-block", "take-newer")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(
                            ResourceHelper.resolveMandatoryResource(camel, "classpath:routes/" + name + ".camel.yaml"));
        }
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:mine")
                        .process(exchange -> {
                            Block block = exchange.getMessage().getBody(Block.class);
                            given.add(exchange.getProperty("blockHeight") + " "
                                    + (block == null ? "gone" : block.getHash()));
                        })
                        .removeHeaders("*")
                        .setBody(constant("whatever a consumer makes of it"));
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
    }

    @Test
    void a_block_is_given_and_the_record_can_be_committed_whatever_becomes_of_the_message() throws Exception {
        canonical.addAll(List.of(true, true));
        Exchange taken = take(record(5, "hash"));
        assertThat(given).containsExactly("5 hash");
        assertThat(taken.getMessage().getHeader(KafkaConstants.OFFSET)).isEqualTo(7L);
    }

    @Test
    void a_height_that_is_gone_is_given_without_a_block() throws Exception {
        canonical.addAll(List.of(true, true));
        take(null);
        assertThat(given).containsExactly("5 gone");
    }

    @Test
    void in_the_place_of_what_has_left_the_chain_the_newest_record_is_given() throws Exception {
        canonical.addAll(List.of(false, true, true));
        take(record(5, "hash"));
        assertThat(given).containsExactly("5 newer");
    }

    @Test
    void what_has_left_the_chain_is_passed_over_where_nothing_is_newer() throws Exception {
        canonical.addAll(List.of(false, false));
        take(record(5, "hash"));
        assertThat(given).isEmpty();
    }

    @Test
    void what_was_written_too_late_is_put_right_when_the_newest_record_could_not_be_had_at_first() throws Exception {
        canonical.addAll(List.of(true, false));
        newerFault = new IOException("away");
        byte[] record = record(5, "hash");
        assertThatThrownBy(() -> take(record)).hasRootCauseMessage("away");
        // the record is read again
        canonical.addAll(List.of(false, true, true));
        take(record);
        assertThat(given).containsExactly("5 hash", "5 newer");
    }

    @Test
    void what_has_left_the_chain_amid_it_is_followed_by_the_newest_record_at_once() throws Exception {
        canonical.addAll(List.of(true, false, true, true));
        take(record(5, "hash"));
        assertThat(given).containsExactly("5 hash", "5 newer");
    }

    @Test
    void what_cannot_be_decoded_is_left_to_the_template_with_its_bytes() {
        assertThatThrownBy(() -> take(new byte[] {1, 2, 3}))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(UndecodableRecordException.class);
        assertThat(given).isEmpty();
    }

    private Exchange take(byte[] record) throws Exception {
        Exchange taken = camel.createProducerTemplate().request("direct:take-block", exchange -> {
            exchange.setProperty("consumer", "mine");
            exchange.getMessage()
                    .setHeaders(new HashMap<>(
                            Map.of(KafkaConstants.KEY, "5", KafkaConstants.PARTITION, 0, KafkaConstants.OFFSET, 7L)));
            exchange.getMessage().setBody(record);
        });
        if (taken.getException() != null) {
            throw new CamelExecutionException("failed", taken, taken.getException());
        }
        return taken;
    }

    private byte[] record(long height, String hash) throws Exception {
        Block block = Block.newBuilder()
                .setHash(hash)
                .setHeight(height)
                .setVersion(1)
                .setMerkleRoot("")
                .setTimestamp(0)
                .setMedianTime(0)
                .setNonce(0)
                .setBits("")
                .setDifficulty(1)
                .setChainWork("")
                .setSize(0)
                .setStrippedSize(0)
                .setWeight(0)
                .setTransactionCount(0)
                .setCoinbaseParam(ByteBuffer.allocate(0))
                .setTransactions(List.of())
                .build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        format.marshal(camel.getEndpoint("direct:any").createExchange(), block, bytes);
        return bytes.toByteArray();
    }
}
