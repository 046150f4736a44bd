package chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to whichever process: in the end topic and archive hold what the node has, each block once. */
class ChaosIT {

    static LongStream seeds() {
        return Arrays.stream(System.getProperty("chaos.seeds", "1").split(",")).mapToLong(Long::parseLong);
    }

    @BeforeAll
    static void quiet_clients_of_servers_that_are_killed() {
        Configurator.setAllLevels("org.apache.kafka", Level.OFF);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothing_is_missing_doubled_wrong_or_torn(long seed) throws IOException, InterruptedException {
        Report report = Campaign.run(seed, Sizes.ofProperties());

        System.out.println(report);
        assertThat(report.failures())
                .as("failures of seed %d, logs in %s", seed, report.logs())
                .isEmpty();
    }
}
