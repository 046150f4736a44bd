package pipeline;

import org.apache.camel.CamelContext;

/** Starts and stops routes from within routes; unlike {@code controlbus:} a start that fails is a failure of the caller. */
public record RouteControl(CamelContext camel) {

    /** Returns when the route runs; one that does already is left alone. */
    public void start(String routeId) throws Exception {
        camel.getRouteController().startRoute(routeId);
    }

    /** Returns when what is under way in the route has ended. */
    public void stop(String routeId) throws Exception {
        camel.getRouteController().stopRoute(routeId);
    }

    /** Whether a route is started and nothing is under way in it. */
    public boolean isIdle(String routeId) {
        return camel.getRouteController().getRouteStatus(routeId).isStarted()
                && camel.getInflightRepository().size(routeId) == 0;
    }
}
