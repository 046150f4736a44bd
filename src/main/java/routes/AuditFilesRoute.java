package routes;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import pipeline.hdfs.HdfsComponent;
import pipeline.verify.ArchivedFile;
import pipeline.verify.AuditedBlock;

/** Some files of the archive in, what is left of each once it has been audited by itself out, in the same order. */
public final class AuditFilesRoute extends RouteBuilder {

    private final int parallelism;

    /** @param parallelism files read and audited at a time */
    public AuditFilesRoute(int parallelism) {
        this.parallelism = parallelism;
    }

    @Override
    public void configure() {
        // spotless:off
        from("direct:audit-files")
            .routeId("audit-files")
            .description("Audits some files in parallel; one that cannot be read is a fault where the file system answers.")
            .errorHandler(noErrorHandler())
            .split(body(), AggregationStrategies.groupedBody())
                .parallelProcessing().executorService(threads()).stopOnException()
                .setProperty(AuditFileRoute.FILE, body())
                .doTry()
                    .to("direct:try-file")
                .doCatch(IOException.class)
                    .process(this::unreadable)
                .end()
            .end();

        from("direct:try-file")
            .routeId("try-file")
            .description("Audits a file, some times where it cannot be read.")
            .errorHandler(defaultErrorHandler()
                .maximumRedeliveries(3).redeliveryDelay(500).useExponentialBackOff().backOffMultiplier(2)
                .retryAttemptedLogLevel(LoggingLevel.WARN).logExhausted(false).logStackTrace(false))
            .to("direct:audit-file");
        // spotless:on
    }

    private void unreadable(Exchange exchange) throws IOException {
        getContext().getComponent("hdfs", HdfsComponent.class).requireAnswer();
        exchange.getMessage()
                .setBody(AuditedBlock.unreadable(
                        exchange.getProperty(AuditFileRoute.FILE, ArchivedFile.class),
                        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, IOException.class)));
    }

    private ExecutorService threads() {
        return getContext().getExecutorServiceManager().newFixedThreadPool(this, "audit-files", parallelism);
    }
}
