package pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainConfigurationProperties;
import pipeline.observe.CamelMeters;
import routes.StartPipelineRoute;

/** Where the parts of the pipeline put their beans and routes, and say what must come before what at the start. */
final class Wiring {

    private final CamelContext camel;
    private final MainConfigurationProperties configuration;
    private final List<String> yamlRoutes = new ArrayList<>();
    private final List<String> startSteps = new ArrayList<>();
    private final MeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Wiring(BaseMainSupport main) {
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

    /** Hands all to Camel. */
    void complete() {
        add(new StartPipelineRoute(startSteps));
        completeWithoutStart();
    }

    /** The same where nothing is to run until somebody calls it. */
    void completeWithoutStart() {
        configuration.setRoutesIncludePattern(yamlRoutes.stream()
                .map("classpath:routes/%s.camel.yaml"::formatted)
                .collect(Collectors.joining(",")));
    }
}
