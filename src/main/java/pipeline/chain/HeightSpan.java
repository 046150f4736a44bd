package pipeline.chain;

/**
 * Heights that follow each other.
 *
 * @param from first height
 * @param to last height
 */
public record HeightSpan(int from, int to) {

    int count() {
        return to - from + 1;
    }

    boolean contains(int height) {
        return from <= height && height <= to;
    }
}
