package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.Random;

/** Makes damaged bytes and looks at what becomes of them. */
final class Faults {

    private static final BlockDecoder DECODER = new BlockDecoder(Network.REGTEST);

    private Faults() {}

    static void assertBad(BlockHeader header, byte[] raw, String... message) {
        Throwable thrown = catchThrowable(() -> DECODER.decode(header, raw));
        assertThat(thrown).isInstanceOf(BadBlockException.class).hasMessageContainingAll(message);
    }

    /** Flips bits, writes large numbers, cuts, repeats; seldom nothing. */
    static byte[] damage(byte[] bytes, int from, Random random) {
        byte[] damaged = bytes.clone();
        int at = from + random.nextInt(bytes.length - from);
        switch (random.nextInt(5)) {
            case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> damaged[at] = (byte) (0xfd + random.nextInt(3));
            case 2 -> damaged = Arrays.copyOf(damaged, at);
            case 3 -> Arrays.fill(damaged, at, Math.min(damaged.length, at + 9), (byte) -random.nextInt(2));
            default -> System.arraycopy(bytes, from, damaged, at, damaged.length - at);
        }
        return damaged;
    }
}
