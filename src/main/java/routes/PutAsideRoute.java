package routes;

import org.apache.camel.builder.RouteBuilder;

/** The name of a file in: it is kept under another one, and gone under its own. */
public final class PutAsideRoute extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:put-aside")
            .routeId("put-aside")
            .description("Takes a file out of the archive and keeps it under another name.")
            .errorHandler(noErrorHandler())
            .to("hdfs:{{archive.directory}}?operation=remove&fileName=${body}"
                + "&keepReplaced=${exchangeProperty.keepAs}");
        // spotless:on
    }
}
