package pipeline.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/** Each check of readiness as a metric, so that an alert can tell which system does not answer. */
public final class HealthMeters {

    private final CamelContext camel;
    private final MeterRegistry metrics;
    private final Map<String, HealthCheck.State> states = new ConcurrentHashMap<>();

    public HealthMeters(CamelContext camel, MeterRegistry metrics) {
        this.camel = camel;
        this.metrics = metrics;
    }

    /** To be called by a clock. */
    public void refresh() {
        for (HealthCheck.Result result : HealthCheckHelper.invokeReadiness(camel)) {
            String check = result.getCheck().getId();
            if (states.put(check, result.getState()) == null) {
                Gauge.builder("pipeline.ready", () -> states.get(check) == HealthCheck.State.UP ? 1 : 0)
                        .description("1 where the check of readiness is up, 0 where it is not")
                        .tag("check", check)
                        .register(metrics);
            }
        }
    }
}
