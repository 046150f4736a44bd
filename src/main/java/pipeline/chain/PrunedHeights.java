package pipeline.chain;

import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeSurvey;

/** Finds out before the first block whether the heights asked for begin where the nodes have pruned their blocks. */
public record PrunedHeights(Heights heights, NodeSurvey survey) {

    /** @throws RefusedException naming the lowest height to set */
    public void check() throws NodeException, BadBlockException, RefusedException {
        if (heights.areLeft() && heights.left().get(0).from() < survey.lowestHeight()) {
            throw new RefusedException(
                    "Height " + heights.left().get(0).from() + " is asked for (heights.from), but every"
                            + " node of bitcoin.rpc.url is pruned below " + survey.lowestHeight()
                            + ". Set heights.from to that,"
                            + " or bitcoin.rpc.url to a node that is not pruned.");
        }
    }
}
