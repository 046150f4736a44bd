package pipeline.tables;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import pipeline.chain.HeightSpan;

/**
 * The canonical blocks of a whole day.
 *
 * @param date UTC
 * @param spans their heights, ascending
 * @param mark tells these blocks from others of the day
 */
public record DayBlocks(LocalDate date, List<HeightSpan> spans, DayMark mark) {

    /** All heights, ascending. */
    public List<Integer> heights() {
        return spans.stream()
                .flatMapToInt(span -> IntStream.rangeClosed(span.from(), span.to()))
                .boxed()
                .toList();
    }
}
