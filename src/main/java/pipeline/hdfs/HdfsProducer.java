package pipeline.hdfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.util.IOHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes, removes or reads the file that the message names. */
class HdfsProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(HdfsProducer.class);

    private final HdfsEndpoint endpoint;
    private Expression fileName;
    private Expression keepReplaced;

    HdfsProducer(HdfsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        fileName = endpoint.getFileName() == null ? null : simple(endpoint.getFileName());
        keepReplaced = endpoint.getKeepReplaced() == null ? null : simple(endpoint.getKeepReplaced());
    }

    private Expression simple(String text) {
        Expression expression =
                endpoint.getCamelContext().resolveLanguage("simple").createExpression(text);
        expression.init(endpoint.getCamelContext());
        return expression;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        SafeWriter writer = endpoint.getComponent().writer();
        if (endpoint.getOperation() == HdfsOperation.clean) {
            clean(writer);
            return;
        }
        Message message = exchange.getMessage();
        String path = path("fileName", endpoint.getFileName(), fileName.evaluate(exchange, String.class));
        if (keepReplaced != null) {
            writer.copy(path, beginning -> copyOf(beginning, exchange));
        }
        switch (endpoint.getOperation()) {
            case write -> writeUnlessIgnored(writer, path, message);
            case remove -> writer.remove(path);
            case read -> read(writer, path, exchange);
            default -> throw new IllegalStateException(endpoint.getOperation() + " is of a directory");
        }
        message.setHeader(HdfsConstants.PATH, path);
    }

    private void clean(SafeWriter writer) throws IOException {
        int removed = writer.clean(endpoint.getDirectory(), endpoint.getOlderThan());
        if (removed > 0) {
            LOG.info(
                    "Removed {} temporary files from {}: writers that were killed left them",
                    removed,
                    endpoint.getDirectory());
        }
    }

    private static void read(SafeWriter writer, String path, Exchange exchange) throws IOException {
        InputStream file = writer.open(path).orElse(null);
        exchange.getMessage().setBody(file);
        if (file != null) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    IOHelper.close(file);
                }
            });
        }
    }

    private String copyOf(String beginning, Exchange exchange) {
        Exchange replaced = ExchangeHelper.createCopy(exchange, true);
        replaced.getMessage().setBody(beginning);
        String name = keepReplaced.evaluate(replaced, String.class);
        return name == null || name.isBlank() ? null : path("keepReplaced", endpoint.getKeepReplaced(), name);
    }

    private void writeUnlessIgnored(SafeWriter writer, String path, Message message) throws Exception {
        try {
            message.setHeader(HdfsConstants.BYTES, write(writer, path, message));
        } catch (HdfsFileExistsException e) {
            if (endpoint.getFileExist() != FileExist.Ignore) {
                throw e;
            }
            LOG.debug("Left {} as it is", path);
            message.removeHeader(HdfsConstants.BYTES);
        }
    }

    // a stream cache writes itself, so a body larger than the heap may be made while it is written
    private long write(SafeWriter writer, String path, Message message) throws Exception {
        if (message.getBody() instanceof StreamCache streamed) {
            return write(writer, path, streamed::writeTo);
        }
        try (InputStream input = message.getMandatoryBody(InputStream.class)) {
            return write(writer, path, input::transferTo);
        }
    }

    private long write(SafeWriter writer, String path, SafeWriter.Content content) throws IOException {
        return endpoint.getFileExist() == FileExist.Override
                ? writer.write(path, content)
                : writer.writeNew(path, content);
    }

    // a name often comes from data: it must not lead out of the directory
    private String path(String option, String expression, String name) {
        boolean inside = name != null
                && Arrays.stream(name.split("/", -1)).noneMatch(part -> part.isBlank() || part.matches("\\.\\.?"));
        if (!inside) {
            throw new IllegalArgumentException(option + "=" + expression + " gives '" + name
                    + "', which is not a file inside " + endpoint.getDirectory());
        }
        return endpoint.getDirectory() + "/" + name;
    }
}
