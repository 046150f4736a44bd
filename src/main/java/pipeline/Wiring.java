package pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainConfigurationProperties;
import pipeline.live.LiveRoutes;
import pipeline.live.RouteFiles;
import pipeline.observe.CamelMeters;
import routes.StartPipelineRoute;
import routes.WatchRoutesRoute;

/** Where the parts of the pipeline put their beans and routes, and say what must come before what at the start. */
final class Wiring {

    private final RouteFiles files;
    private final CamelContext camel;
    private final MainConfigurationProperties configuration;
    private final List<String> yamlRoutes = new ArrayList<>();
    private final List<String> startSteps = new ArrayList<>();
    private final MeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Wiring(BaseMainSupport main, RouteFiles files) {
        this.files = files;
        camel = main.getCamelContext();
        configuration = main.configure();
        metrics.config().meterFilter(new CamelMeters());
        bind(MicrometerConstants.METRICS_REGISTRY_NAME, metrics);
    }

    CamelContext camel() {
        return camel;
    }

    /** Where meters are registered; Camel's own go there too. */
    MeterRegistry metrics() {
        return metrics;
    }

    /** Makes a bean known to routes by its name. */
    void bind(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
    }

    /** What is to be closed when the context stops. */
    void closeWithContext(Service service) {
        try {
            camel.addService(service);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    void add(String scheme, Component component) {
        camel.addComponent(scheme, component);
    }

    void add(RouteBuilder route) {
        configuration.addRoutesBuilder(route);
    }

    /** Adds built-in YAML routes by their ids. */
    void addYaml(String... ids) {
        yamlRoutes.addAll(Arrays.asList(ids));
    }

    /** At the start, a bean's method must succeed before anything that follows; it is tried until it does. */
    void startWith(String bean, String method) {
        startSteps.add("bean:" + bean + "?method=" + method);
    }

    /** The same with a route from {@code direct:} and its id. */
    void startWithRoute(String id) {
        startSteps.add("direct:" + id);
    }

    /** At the start, a route begins once all before it has succeeded. */
    void startRoute(String id) {
        startSteps.add("bean:routeControl?method=start('" + id + "')");
    }

    /** Hands all to Camel, with the routes that the user added, and takes up what changes in the user's folder. */
    void complete() {
        add(new StartPipelineRoute(startSteps));
        bind("liveRoutes", new LiveRoutes(camel, files, yamlRoutes));
        add(new WatchRoutesRoute());
        include(Stream.concat(files.locations(yamlRoutes).stream(), files.addedLocations().stream()));
    }

    /** The same where nothing is to run until somebody calls it. */
    void completeWithoutStart() {
        include(files.locations(yamlRoutes).stream());
    }

    private void include(Stream<String> locations) {
        configuration.setRoutesIncludePattern(locations.collect(Collectors.joining(",")));
    }
}
