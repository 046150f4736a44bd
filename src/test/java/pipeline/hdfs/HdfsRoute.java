package pipeline.hdfs;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel context with the {@code hdfs:} component of one url, and what tests do with it. */
final class HdfsRoute implements AutoCloseable {

    private final CamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;

    HdfsRoute(String url) {
        this(url, component -> {});
    }

    HdfsRoute(String url, String user) {
        this(url, component -> component.setUser(user));
    }

    HdfsRoute(String url, Consumer<HdfsComponent> options) {
        HdfsComponent component = new HdfsComponent();
        component.setUrl(url);
        options.accept(component);
        context.addComponent("hdfs", component);
        context.start();
        template = context.createProducerTemplate();
    }

    /** Sends a body to an endpoint and returns the message that comes out of it. */
    Exchange write(String endpoint, Object body) throws Exception {
        return write(endpoint, body, Map.of());
    }

    Exchange write(String endpoint, Object body, Map<String, Object> headers) throws Exception {
        Exchange exchange = template.send(endpoint, prepared -> {
            prepared.getMessage().setBody(body);
            prepared.getMessage().setHeaders(new HashMap<>(headers));
        });
        if (exchange.getException() instanceof CamelExecutionException wrapped) {
            throw (Exception) wrapped.getCause();
        }
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange;
    }

    CamelContext context() {
        return context;
    }

    @Override
    public void close() {
        context.stop();
    }
}
