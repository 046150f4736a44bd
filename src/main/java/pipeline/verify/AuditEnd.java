package pipeline.verify;

import java.io.IOException;
import java.util.BitSet;
import pipeline.chain.HeightSpan;

/**
 * What shows only when all files have been audited.
 *
 * @param listing of the folder when the audit began
 */
record AuditEnd(ArchiveListing listing, Findings findings) {

    /**
     * @param now what is in the folder by now: what has come meanwhile is not missing
     * @return how many files have come meanwhile
     */
    long findMissing(ArchiveListing now, int from, int highest) {
        BitSet missing = new BitSet();
        missing.set(from, highest + 1);
        missing.andNot(listing.heights());
        int unseen = missing.cardinality();
        missing.andNot(now.heights());
        for (HeightSpan span : HeightSpan.all(missing)) {
            findings.addMissing(span);
        }
        return unseen - missing.cardinality();
    }

    void findExtra() {
        listing.extra()
                .forEach(name -> findings.add(new Fault(
                        FaultKind.EXTRA, name, -1, "expected block_<height>.json and nothing else in the folder")));
    }

    /** Tells of the first inputs which they are, of the others in which files. */
    void nameMismatches(PrevoutLedger.Proof proof, PrevoutFaults naming) throws IOException {
        BitSet named = new BitSet();
        for (PrevoutLedger.Mismatch mismatch : proof.mismatches()) {
            naming.of(mismatch).forEach(findings::add);
            named.set(mismatch.spentAt());
        }
        BitSet unnamed = proof.heights();
        unnamed.andNot(named);
        unnamed.stream()
                .forEach(height -> findings.add(Fault.of(
                        FaultKind.PREVOUT, listing.file(height), "inputs do not say what the outputs they spend are")));
    }
}
