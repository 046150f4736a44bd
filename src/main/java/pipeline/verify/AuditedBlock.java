package pipeline.verify;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What is left of a file once it has been audited by itself, small enough to wait for its turn in the chain.
 *
 * @param link empty where the header is not proven or not of the height that the file's name says
 * @param created what the block's outputs are, as {@link PrevoutHashes} pairs; none where the block is not proven
 * @param spent what its inputs say they spend, likewise
 */
public record AuditedBlock(
        ArchivedFile file,
        Optional<ChainLink> link,
        BlockCounts counts,
        long[] created,
        long[] spent,
        List<Fault> faults) {

    private static final long[] NONE = {};

    /** Hash of the block; empty where its header is not proven or not of the height that the file's name says. */
    public Optional<String> hash() {
        return link.map(ChainLink::hash);
    }

    /** A file that cannot be read, though its folder can. */
    public static AuditedBlock unreadable(ArchivedFile file, IOException reason) {
        return unread(Fault.of(FaultKind.UNREADABLE, file, "expected a file that can be read, found: " + reason));
    }

    static AuditedBlock unread(Fault fault) {
        return new AuditedBlock(
                new ArchivedFile(fault.file(), fault.height()),
                Optional.empty(),
                BlockCounts.NONE,
                NONE,
                NONE,
                List.of(fault));
    }
}
