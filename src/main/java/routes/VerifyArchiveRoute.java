package routes;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import pipeline.verify.AuditedBlock;
import pipeline.verify.AuditedBlocks;

/** Files of the archive in, some at a time: each is audited by itself in parallel, what is left of them in height order. */
public final class VerifyArchiveRoute extends RouteBuilder {

    /** Exchange property with who takes what is left: {@link AuditedBlocks}. */
    public static final String TOGETHER = "archiveAudit";

    private final int parallelism;

    /** @param parallelism files read and audited at a time */
    public VerifyArchiveRoute(int parallelism) {
        this.parallelism = parallelism;
    }

    @Override
    public void configure() {
        // spotless:off
        onException(IOException.class)
            .maximumRedeliveries(5).redeliveryDelay(500).useExponentialBackOff().backOffMultiplier(2)
            .retryAttemptedLogLevel(LoggingLevel.WARN).logExhausted(false).logStackTrace(false);

        from("direct:verify-archive")
            .routeId("verify-archive")
            .description("Audits the files of the archive, then what they are together.")
            .split(body()).streaming().stopOnException()
                .to("direct:audit-files")
                .process(VerifyArchiveRoute::take)
            .end();

        from("direct:audit-files")
            .routeId("audit-files")
            .description("Audits some files in parallel and puts what is left of them in order again.")
            .split(body(), AggregationStrategies.groupedBody())
                .parallelProcessing().executorService(threads()).stopOnException()
                .setProperty(AuditFileRoute.FILE, body())
                .to("direct:audit-file")
            .end();
        // spotless:on
    }

    @SuppressWarnings("unchecked")
    private static void take(Exchange exchange) throws IOException {
        List<AuditedBlock> blocks = exchange.getMessage().getBody(List.class);
        exchange.getProperty(TOGETHER, AuditedBlocks.class).take(blocks);
    }

    private ExecutorService threads() {
        return getContext().getExecutorServiceManager().newFixedThreadPool(this, "verify-archive", parallelism);
    }
}
