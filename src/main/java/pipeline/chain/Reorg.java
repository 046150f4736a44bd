package pipeline.chain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;

/**
 * Published blocks that have left the chain, and those that come in their place. Its JSON is the event on
 * {@code raw-blocks.reorgs}.
 *
 * @param forkHeight highest published height whose block stays
 * @param oldTipHeight highest height published until now
 * @param oldTipHash its block, one of those that go
 * @param newTipHeight height of the last block that comes; others may follow it as after any tip
 * @param newTipHash that block
 * @param hashesOut the published blocks that go, in height order; the event tells the newest 100,000
 * @param hashesIn the blocks that come, in height order and without a gap; the event tells the newest 100,000
 */
public record Reorg(
        @JsonProperty("fork_height") int forkHeight,
        @JsonProperty("old_tip_height") int oldTipHeight,
        @JsonProperty("old_tip_hash") String oldTipHash,
        @JsonProperty("new_tip_height") int newTipHeight,
        @JsonProperty("new_tip_hash") String newTipHash,
        @JsonProperty("hashes_out") List<String> hashesOut,
        @JsonProperty("hashes_in") List<String> hashesIn) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Hashes that an event lists each way: with more its record would be too large for the topic. */
    private static final int MOST_TOLD = 100_000;

    /** The block that comes at a height; empty where none is told. */
    Optional<String> hashAt(long height) {
        long position = height - newTipHeight + hashesIn.size() - 1;
        return position < 0 || position >= hashesIn.size()
                ? Optional.empty()
                : Optional.of(hashesIn.get((int) position));
    }

    /** Whether the chain still is as it was before: the first transaction of a reorg takes all that goes out of it. */
    boolean isAheadOf(PublishedChain published) {
        return published.hashAt(oldTipHeight).filter(oldTipHash::equals).isPresent();
    }

    private static List<String> newest(List<String> hashes) {
        return hashes.subList(Math.max(0, hashes.size() - MOST_TOLD), hashes.size());
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(new Reorg(
                    forkHeight,
                    oldTipHeight,
                    oldTipHash,
                    newTipHeight,
                    newTipHash,
                    newest(hashesOut),
                    newest(hashesIn)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
