package pipeline.zmq;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One publisher and the topics to hear. */
final class ZmqEndpoint extends DefaultEndpoint {

    private final String publisher;
    private final List<String> topics;

    /**
     * @param publisher {@code tcp://host:port}; of brackets Camel makes %5B and %5D
     * @param topics comma-separated beginnings of topics; empty for all
     */
    ZmqEndpoint(String uri, ZmqComponent component, String publisher, String topics) {
        super(uri, component);
        this.publisher = URLDecoder.decode(publisher, StandardCharsets.UTF_8);
        this.topics = List.of(topics.split(","));
    }

    String publisher() {
        return publisher;
    }

    List<String> topics() {
        return topics;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        ZmqConsumer consumer = new ZmqConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("zmq: only hears");
    }
}
