package pipeline.verify;

import bitcoin.chain.Block;
import java.io.IOException;

/** Reads a file that has been audited once more. */
@FunctionalInterface
public interface BlockFiles {
    Block read(ArchivedFile file) throws IOException;
}
