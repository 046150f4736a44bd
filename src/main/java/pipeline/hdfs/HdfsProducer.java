package pipeline.hdfs;

import java.io.InputStream;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.support.DefaultProducer;

/** Writes the body to the file that the message names. */
class HdfsProducer extends DefaultProducer {

    private final HdfsEndpoint endpoint;
    private Expression fileName;

    HdfsProducer(HdfsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        fileName = endpoint.getCamelContext().resolveLanguage("simple").createExpression(endpoint.getFileName());
        fileName.init(endpoint.getCamelContext());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String path = path(fileName.evaluate(exchange, String.class));
        Message message = exchange.getMessage();
        long bytes = write(path, message);
        message.setHeader(HdfsConstants.PATH, path);
        message.setHeader(HdfsConstants.BYTES, bytes);
    }

    // a stream cache writes itself, so a body larger than the heap may be made while it is written
    private long write(String path, Message message) throws Exception {
        SafeWriter writer = endpoint.getComponent().writer();
        if (message.getBody() instanceof StreamCache streamed) {
            return writer.write(path, streamed::writeTo);
        }
        try (InputStream input = message.getMandatoryBody(InputStream.class)) {
            return writer.write(path, input::transferTo);
        }
    }

    // a name often comes from data: it must not lead out of the directory
    private String path(String name) {
        boolean inside = name != null
                && Arrays.stream(name.split("/", -1)).noneMatch(part -> part.isBlank() || part.matches("\\.\\.?"));
        if (!inside) {
            throw new IllegalArgumentException("fileName=" + endpoint.getFileName() + " gives '" + name
                    + "', which is not a file inside " + endpoint.getDirectory());
        }
        return endpoint.getDirectory() + "/" + name;
    }
}
