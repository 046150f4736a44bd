package routes;

import org.apache.camel.builder.RouteBuilder;

/** The name of a file in, its content as bytes out, or null where there is no such file. */
public final class ReadFileRoute extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:read-file")
            .routeId("read-file")
            .description("Reads a file in the archive's folder as a whole.")
            .errorHandler(noErrorHandler())
            .to("hdfs:{{archive.directory}}?operation=read&fileName=${body}")
            .filter(body().isNotNull())
                .convertBodyTo(byte[].class);
        // spotless:on
    }
}
