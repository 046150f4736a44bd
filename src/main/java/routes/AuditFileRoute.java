package routes;

import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import pipeline.verify.ArchivedFile;
import pipeline.verify.BlockAudit;

/** A file of the archive in, what is left of it once it has been audited by itself out. */
public final class AuditFileRoute extends RouteBuilder {

    /** Exchange property with who audits each file: {@link BlockAudit}. */
    public static final String AUDIT = "blockAudit";

    /** Exchange property with the file: {@link ArchivedFile}. */
    static final String FILE = "archivedFile";

    @Override
    public void configure() {
        // spotless:off
        from("direct:audit-file")
            .routeId("audit-file")
            .description("Reads a file of the archive and audits it.")
            .errorHandler(noErrorHandler())
            .to("hdfs:{{archive.directory}}?operation=read&fileName=${exchangeProperty.archivedFile.name}")
            .process(AuditFileRoute::audit);
        // spotless:on
    }

    private static void audit(Exchange exchange) throws IOException {
        ArchivedFile file = exchange.getProperty(FILE, ArchivedFile.class);
        // taken as it is: to convert it would be to read it
        InputStream text = (InputStream) exchange.getMessage().getBody();
        exchange.getMessage()
                .setBody(exchange.getProperty(AUDIT, BlockAudit.class).audit(file, text));
    }
}
