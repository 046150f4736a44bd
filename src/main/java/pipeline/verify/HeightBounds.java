package pipeline.verify;

/**
 * Which heights to audit.
 *
 * @param from lowest
 * @param to highest; {@link Integer#MAX_VALUE} for all that there are
 */
public record HeightBounds(int from, int to) {

    boolean isOpen() {
        return to == Integer.MAX_VALUE;
    }

    HeightBounds above(int height) {
        return new HeightBounds(Math.max(from, height + 1), to);
    }
}
