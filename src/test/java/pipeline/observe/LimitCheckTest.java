package pipeline.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pipeline.observe.Seen.Point;

class LimitCheckTest {

    @ParameterizedTest
    @CsvSource({"100,100,UP", "103,100,UP", "104,100,DOWN", "NaN,NaN,UP"})
    void is_down_above_its_limit_and_only_there(double tip, double published, State state) {
        assertThat(check(tip, published, Optional.of(3.0)).getState()).isEqualTo(state);
    }

    @Test
    void says_the_number_and_the_setting() {
        assertThat(check(2_104, 100, Optional.of(3.0)).getMessage()).hasValue("2,004 behind, above some.limit=3");
    }

    @Test
    void without_a_limit_the_number_is_told() {
        HealthCheck.Result told = check(2_104, 100, Optional.empty());
        assertThat(told.getState()).isEqualTo(State.UP);
        assertThat(told.getMessage()).hasValue("2,004 behind");
    }

    private static HealthCheck.Result check(double tip, double published, Optional<Double> limit) {
        Seen seen = new Seen(tip, tip - published, new Point(published, 0), Point.UNKNOWN, 0, 0);
        return new LimitCheck("lag", () -> seen, Seen::left, "%,.0f behind", "some.limit", limit).call();
    }
}
