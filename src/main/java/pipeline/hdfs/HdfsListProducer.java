package pipeline.hdfs;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Puts the names in the directory into the body. */
class HdfsListProducer extends DefaultProducer {

    private final HdfsEndpoint endpoint;

    HdfsListProducer(HdfsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) {
        HdfsComponent component = endpoint.getComponent();
        exchange.getMessage().setBody(new Names(component.storage(), endpoint.getDirectory(), component.getUrl()));
    }
}
