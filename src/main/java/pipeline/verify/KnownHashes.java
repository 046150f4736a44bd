package pipeline.verify;

import java.util.Optional;

/** What something other than the files says which block is the canonical one of a height; its text names it. */
public interface KnownHashes {

    /** Nothing is known but the files. */
    KnownHashes NONE = height -> Optional.empty();

    Optional<String> hashAt(long height);

    /** Whether it says that there is no block of a height, and none above. */
    default boolean denies(long height) {
        return false;
    }
}
