package pipeline.observe;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Readiness: is a number of the pipeline's progress within its limit? Without a limit it is only told. */
final class LimitCheck extends AbstractHealthCheck {

    private final Supplier<Seen> progress;
    private final ToDoubleFunction<Seen> value;
    private final String text;
    private final String setting;
    private final Optional<Double> limit;

    /**
     * @param text of the number, with a {@code %,.0f} where it is to stand
     * @param setting key of the limit
     */
    LimitCheck(
            String name,
            Supplier<Seen> progress,
            ToDoubleFunction<Seen> value,
            String text,
            String setting,
            Optional<Double> limit) {
        super("pipeline", name);
        this.progress = progress;
        this.value = value;
        this.text = text;
        this.setting = setting;
        this.limit = limit;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        double now = value.applyAsDouble(progress.get());
        if (Double.isNaN(now)) {
            builder.message("Not known yet").up();
            return;
        }
        String told = String.format(Locale.ROOT, text, now);
        if (limit.isPresent() && now > limit.get()) {
            builder.message(told + String.format(Locale.ROOT, ", above %s=%,.0f", setting, limit.get()))
                    .down();
            return;
        }
        builder.message(told).up();
    }
}
