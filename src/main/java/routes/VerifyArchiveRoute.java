package routes;

import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import pipeline.verify.AuditedBlock;
import pipeline.verify.AuditedBlocks;

/** Files of the archive in, some at a time: each is audited by itself, and what is left of them is taken in height order. */
public final class VerifyArchiveRoute extends RouteBuilder {

    /** Exchange property with who takes what is left: {@link AuditedBlocks}. */
    public static final String TOGETHER = "archiveAudit";

    @Override
    public void configure() {
        // spotless:off
        from("direct:verify-archive")
            .routeId("verify-archive")
            .description("Audits the files of the archive, then what they are together.")
            // to take the same again would be to count it twice
            .errorHandler(noErrorHandler())
            .split(body()).streaming().stopOnException()
                .to("direct:audit-files")
                .process(VerifyArchiveRoute::take)
            .end();
        // spotless:on
    }

    @SuppressWarnings("unchecked")
    private static void take(Exchange exchange) throws IOException {
        List<AuditedBlock> blocks = exchange.getMessage().getBody(List.class);
        exchange.getProperty(TOGETHER, AuditedBlocks.class).take(blocks);
    }
}
