package pipeline.verify;

import java.util.ArrayList;
import java.util.List;
import pipeline.bitcoin.Network;

/** Audits some files once more, with what their chain says of them; keeps nothing. */
public final class SpotAudit implements AuditedBlocks {

    private final ChainAudit chain;
    private final List<Fault> faults = new ArrayList<>();

    public SpotAudit(Network network, KnownHashes known) {
        chain = new ChainAudit(network, known);
    }

    @Override
    public void take(List<AuditedBlock> blocks) {
        for (AuditedBlock block : blocks) {
            faults.addAll(block.faults());
            faults.addAll(chain.take(block));
        }
    }

    public List<Fault> faults() {
        return List.copyOf(faults);
    }
}
