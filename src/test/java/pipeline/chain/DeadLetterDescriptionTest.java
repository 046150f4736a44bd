package pipeline.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class DeadLetterDescriptionTest {

    @Test
    void a_letter_is_written_also_while_nobody_tells_how_often_the_same_has_failed_before() throws Exception {
        KafkaClients nobody =
                new KafkaClients("127.0.0.1:1", Map.of("default.api.timeout.ms", 300, "request.timeout.ms", 200));
        Topics topics = new Topics(nobody, "raw-blocks", 6, OptionalInt.empty());
        try (DeadLetters letters = new DeadLetters(nobody, "raw-blocks");
                DefaultCamelContext camel = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(camel);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("wrong"));
            exchange.setProperty(Exchange.FAILURE_ROUTE_ID, "fetch-blocks");
            exchange.setProperty(DeadLetter.BLOCK_HEIGHT, 7);
            exchange.setProperty(DeadLetter.ATTEMPTS, 4);
            exchange.getMessage().setBody(new byte[] {1, 2, 3});

            new DeadLetter(topics, letters).describe(exchange);

            assertThat(exchange.getMessage().getBody()).isEqualTo(new byte[] {1, 2, 3});
            assertThat(exchange.getMessage().getHeaders())
                    .containsEntry(KafkaConstants.KEY, "fetch-blocks/7")
                    .containsEntry("attempts", "4")
                    .containsEntry("message", "wrong");
        }
    }
}
