package routes;

import org.apache.camel.builder.RouteBuilder;

/** Looks twice a second whether the files of the YAML routes have changed; in Java, as it would have to stop itself. */
public final class WatchRoutesRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("timer:watch-routes?period=500&synchronous=true")
                .routeId("watch-routes")
                .description("Takes up what has changed in the folder of the routes.")
                .bean("liveRoutes", "refresh");
    }
}
