package pipeline.chain;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;

/** The chain that is published as the canonical one, with gaps where a height was not asked for. */
public interface PublishedChain {

    /** Takes in what was published since. */
    void refresh();

    /** Network of the published blocks; empty while there are none. */
    Optional<String> network();

    OptionalInt lowest();

    OptionalInt highest();

    /** Hash of the canonical block; empty where none is published. */
    Optional<String> hashAt(long height);

    /** Work of the chain up to the highest height, 64 hex digits; empty where an older release published it. */
    Optional<String> work();

    /** All published heights. */
    BitSet heights();

    /** Heights whose block has left the chain and is not replaced yet: {@link ChainEntry#stale}. */
    BitSet staleHeights();
}
