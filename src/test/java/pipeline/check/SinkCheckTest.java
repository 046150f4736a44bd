package pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinkCheckTest {

    private static final String SETTING = "sinks.mine.url";

    @Test
    void a_server_that_listens_is_well_and_one_that_does_not_is_told_with_its_setting() throws Exception {
        SinkCheck check;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + server.getLocalPort();
            check = new SinkCheck("mine", "jdbc:postgresql://" + address + "/db", SETTING);
            assertThat(check.look()).containsExactly(Row.ok("Sink mine", "listens at " + address));
        }
        assertThat(check.look()).singleElement().satisfies(row -> {
            assertThat(row.status()).isEqualTo(Status.FAIL);
            assertThat(row.advice()).contains(SETTING, "sinks.mine.enabled=false");
        });
    }

    @Test
    void a_url_without_a_port_is_a_warning_that_shows_no_password() {
        assertThat(new SinkCheck("mine", "mongodb+srv://user:geheim@host/db", SETTING).look())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.status()).isEqualTo(Status.WARN);
                    assertThat(row.toString()).contains(SETTING).doesNotContain("geheim");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "http://nobody.invalid, 80",
        "http://nobody.invalid/path, 80",
        "https://nobody.invalid, 443",
        "https://nobody.invalid:9000, 9000"
    })
    void an_address_of_the_web_need_not_name_its_port(String url, int port) {
        assertThat(new SinkCheck("mine", url, SETTING).look()).singleElement().satisfies(row -> {
            assertThat(row.status()).isEqualTo(Status.FAIL);
            assertThat(row.toString()).contains("nobody listens at nobody.invalid:" + port + ":");
        });
    }
}
