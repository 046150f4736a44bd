package pipeline.zmq;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The {@code zmq:} component: hears a ZeroMQ publisher, {@code zmq:tcp://host:port?topics=one,another}. */
public final class ZmqComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String topics = getAndRemoveParameter(parameters, "topics", String.class, "");
        return new ZmqEndpoint(uri, this, remaining, topics);
    }
}
