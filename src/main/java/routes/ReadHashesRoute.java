package routes;

import java.util.concurrent.ExecutorService;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;

/** Files of the archive in, the hash that each begins with out in the same order, empty text for none. */
public final class ReadHashesRoute extends RouteBuilder {

    private final int parallelism;

    public ReadHashesRoute(int parallelism) {
        this.parallelism = parallelism;
    }

    @Override
    public void configure() {
        // spotless:off
        from("direct:read-hashes")
            .routeId("read-hashes")
            .description("Reads of which blocks files are, by their beginnings.")
            .split(body(), AggregationStrategies.groupedBody())
                .parallelProcessing().executorService(threads()).stopOnException()
                .to("hdfs:{{archive.directory}}?operation=read&fileName=${body.name}")
                .bean("blockFile", "hash")
                .setBody(exchange -> exchange.getMessage().getBody() == null ? "" : exchange.getMessage().getBody())
            .end();
        // spotless:on
    }

    private ExecutorService threads() {
        return getContext().getExecutorServiceManager().newFixedThreadPool(this, "read-hashes", parallelism);
    }
}
