package pipeline.observe;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Camel's meters as Prometheus would have them, and histograms of the times that blocks take in the routes that are stages. */
public final class CamelMeters implements MeterFilter {

    private static final String STAGE_TIME = "pipeline.route";

    private static final Set<String> STAGES =
            Set.of("fetch-block", "encode-block", "publish-blocks", "publish-range", "archive-block", "compact-day");

    /** From a block of a few bytes to a range that waits for its broker. */
    private static final double[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    /** Labels by the names they get; those that are always the same are left out. */
    private static final Map<String, String> LABELS = Map.of("routeId", "route", "eventType", "event_type");

    private static final Set<String> LEFT_OUT = Set.of("camelContext", "kind");

    /** Without a text of help, or named against Prometheus's rules, and told by others as well. */
    private static final Set<String> REFUSED = Set.of(
            "app.info",
            "camel.routes.added",
            "camel.routes.reloaded",
            "camel.routes.running",
            "process.cpu.time",
            "system.cpu.count");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return REFUSED.contains(id.getName()) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith("camel.")) {
            return id;
        }
        String route = String.valueOf(id.getTag("routeId"));
        // a name of its own: of one name all are histograms or none is
        boolean isStage = id.getName().equals("camel.route.policy") && STAGES.contains(route);
        return isStage
                ? id.withName(STAGE_TIME).replaceTags(List.of(Tag.of("route", route)))
                : id.replaceTags(labels(id));
    }

    private static List<Tag> labels(Meter.Id id) {
        return id.getTags().stream()
                .filter(tag -> !LEFT_OUT.contains(tag.getKey()))
                .map(tag -> Tag.of(LABELS.getOrDefault(tag.getKey(), tag.getKey()), tag.getValue()))
                .toList();
    }

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        if (!id.getName().equals(STAGE_TIME)) {
            return config;
        }
        return DistributionStatisticConfig.builder()
                .serviceLevelObjectives(BUCKETS)
                .build()
                .merge(config);
    }
}
