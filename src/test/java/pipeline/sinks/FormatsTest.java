package pipeline.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FormatsTest {

    private final Formats formats = new Formats();

    @Test
    void satoshi_are_bitcoin_with_eight_decimals_and_back() {
        assertThat(formats.btc(1L)).isEqualTo("0.00000001");
        assertThat(formats.btc(2_100_000_000_000_000L)).isEqualTo("21000000.00000000");
        assertThat(formats.btc(null)).isNull();
        assertThat(formats.satoshi(" 0.5 ")).isEqualTo(50_000_000);
        assertThat(formats.satoshi("21000000")).isEqualTo(2_100_000_000_000_000L);
        assertThatThrownBy(() -> formats.satoshi("0.000000001")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void bytes_are_hex_and_stay_as_they_are() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, (byte) 0xff, 0x1a}, 1, 2);
        assertThat(formats.hex(bytes)).isEqualTo("ff1a");
        assertThat(formats.hex(bytes)).isEqualTo("ff1a");
    }
}
