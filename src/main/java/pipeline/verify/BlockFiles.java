package pipeline.verify;

import bitcoin.chain.Block;
import java.io.IOException;

/** Reads a file as a whole, unaudited. */
@FunctionalInterface
public interface BlockFiles {
    Block read(ArchivedFile file) throws IOException;
}
