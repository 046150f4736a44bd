package pipeline.verify;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names what the ledger knows by hashes only, from the two files in question. */
record PrevoutFaults(ArchiveListing listing, BlockFiles files) {

    List<Fault> of(PrevoutLedger.Mismatch mismatch) throws IOException {
        ArchivedFile file = listing.file(mismatch.spentAt());
        Block spending = files.read(file);
        Block creating = files.read(listing.file(mismatch.createdAt()));
        List<Fault> faults = new ArrayList<>();
        for (Transaction transaction : spending.getTransactions()) {
            for (Input input : transaction.getInputs()) {
                if (PrevoutHashes.says(input) && PrevoutHashes.outpoint(input) == mismatch.outpoint()) {
                    output(creating, input)
                            .map(Prevout::of)
                            .filter(output -> !output.equals(Prevout.of(input)))
                            .ifPresent(output -> faults.add(Fault.of(
                                    FaultKind.PREVOUT,
                                    file,
                                    "transactions/" + transaction.getIndex() + "/inputs/" + input.getIndex() + " of "
                                            + transaction.getHash(),
                                    output + " as "
                                            + listing.file(mismatch.createdAt()).name() + " has it",
                                    Prevout.of(input))));
                }
            }
        }
        return faults;
    }

    private static Optional<Output> output(Block block, Input input) {
        return block.getTransactions().stream()
                .filter(transaction -> transaction.getHash().equals(input.getSpentTransactionHash()))
                .findFirst()
                .map(transaction ->
                        transaction.getOutputs().get(input.getSpentOutputIndex().intValue()));
    }
}
