package pipeline.verify;

import java.io.IOException;
import java.util.List;

/** Takes what is left of files that have been audited by themselves. */
@FunctionalInterface
public interface AuditedBlocks {

    /** Takes the next files, in height order. */
    void take(List<AuditedBlock> blocks) throws IOException;
}
