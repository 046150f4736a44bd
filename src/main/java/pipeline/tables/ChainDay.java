package pipeline.tables;

import java.time.LocalDate;
import java.util.List;
import java.util.OptionalInt;
import pipeline.chain.HeightSpan;

/**
 * The blocks of a UTC day by their own times, as far as they are published.
 *
 * @param spans their heights, ascending; times may go back a little, so there may be several spans
 * @param isFinal whether no block can come to it any more
 * @param unpublished a height that may belong to the day and is not published; empty where the day is whole
 */
record ChainDay(LocalDate date, List<HeightSpan> spans, boolean isFinal, OptionalInt unpublished) {}
