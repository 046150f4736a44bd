package routes;

import org.apache.camel.builder.RouteBuilder;

/** A block's header in, its file written anew; what was there is kept under another name. */
public final class MendHeightRoute extends RouteBuilder {

    /** Exchange property with the name under which what is there is kept; absent where it is not. */
    public static final String KEEP_AS = "keepAs";

    @Override
    public void configure() {
        // spotless:off
        from("direct:mend-height")
            .routeId("mend-height")
            .description("Fetches a block from the node, checks it and writes its file anew.")
            .errorHandler(noErrorHandler())
            .setProperty("blockHeight", simple("${body.height}"))
            .to("direct:fetch-block")
            .bean("blockJson", "body")
            .to("hdfs:{{archive.directory}}?fileName=block_${exchangeProperty.blockHeight}.json"
                + "&keepReplaced=${exchangeProperty.keepAs}");
        // spotless:on
    }
}
