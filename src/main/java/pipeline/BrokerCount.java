package pipeline;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import pipeline.chain.KafkaClients;

/** Asks Kafka how many brokers it has, with one client for as long as the process runs: each new one would log in. */
final class BrokerCount extends ServiceSupport {

    /** Below what a check waits, so that Kafka's client says itself what is wrong. */
    private static final int MILLIS = 4_000;

    private final KafkaClients clients;
    private Admin admin;

    BrokerCount(KafkaClients clients) {
        this.clients = clients;
    }

    synchronized String ask() throws Exception {
        if (admin == null) {
            admin = clients.admin();
        }
        try {
            int brokers = admin.describeCluster(new DescribeClusterOptions().timeoutMs(MILLIS))
                    .nodes()
                    .get()
                    .size();
            return brokers + " brokers";
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception reason ? reason : e;
        }
    }

    @Override
    protected synchronized void doStop() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }
}
