package pipeline.chain;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeSurvey;

/** Finds out before the first block whether the heights asked for begin where the nodes have pruned their blocks. */
public record PrunedHeights(Heights heights, DeadLetters deadLetters, NodeSurvey survey) {

    /** @throws RefusedException naming the lowest height to set */
    public void check() throws NodeException, BadBlockException, RefusedException {
        long lowest = survey.lowestHeight();
        if (!heights.areLeft()) {
            return;
        }
        // one that was a dead letter, and was closed before the node had it again, becomes one again
        OptionalInt first = heights.left().stream()
                .flatMapToInt(span -> IntStream.rangeClosed(span.from(), span.to()))
                .filter(height -> !deadLetters.hasBeenFetchedInVain(height))
                .findFirst();
        if (first.isPresent() && first.getAsInt() < lowest) {
            throw new RefusedException("Height " + first.getAsInt() + " is asked for (heights.from), but every"
                    + " node of bitcoin.rpc.url is pruned below " + lowest
                    + ". Set heights.from to that,"
                    + " or bitcoin.rpc.url to a node that is not pruned.");
        }
    }
}
