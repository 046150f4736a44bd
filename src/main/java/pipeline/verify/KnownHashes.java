package pipeline.verify;

import java.util.Optional;

/** What something other than the files says which block is the canonical one; its text names it. */
public interface KnownHashes {

    /** Nothing is known but the files. */
    KnownHashes NONE = height -> Optional.empty();

    Optional<String> hashAt(long height);
}
