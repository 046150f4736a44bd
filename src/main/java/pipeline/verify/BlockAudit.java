package pipeline.verify;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Transaction;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import pipeline.avro.BlockJson;
import pipeline.avro.MalformedBlockJsonException;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockDecoder;
import pipeline.bitcoin.BlockEncoder;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.Target;

/**
 * Audits one file by itself: makes the raw block of it again, has that prove itself as if a node had sent it, and compares what
 * the bytes give with what the file says, field by field. Threads may share one.
 */
public final class BlockAudit {

    /** Faults told of a file; a block that is wrong from the start differs everywhere. */
    private static final int MOST_TOLD = 5;

    private final BlockJson json = new BlockJson();
    private final Network network;
    private final BlockDecoder decoder;
    private final boolean prevouts;

    /** @param prevouts whether to prepare the proof of what inputs spend */
    public BlockAudit(Network network, boolean prevouts) {
        this.network = network;
        this.decoder = new BlockDecoder(network);
        this.prevouts = prevouts;
    }

    /**
     * @param text is closed; null where the file is gone
     * @throws IOException when the file cannot be read, whatever it holds
     */
    public AuditedBlock audit(ArchivedFile file, InputStream text) throws IOException {
        if (text == null) {
            return AuditedBlock.unread(Fault.of(FaultKind.MISSING, file, "expected a file, found none"));
        }
        Block block;
        try (text) {
            block = json.read(text);
        } catch (MalformedBlockJsonException | EOFException | ZipException e) {
            return AuditedBlock.unread(
                    Fault.of(FaultKind.UNREADABLE, file, "expected a block in JSON, found: " + e.getMessage()));
        }
        return audit(file, block);
    }

    private AuditedBlock audit(ArchivedFile file, Block block) {
        List<Fault> faults = new ArrayList<>();
        if (block.getHeight() != file.height()) {
            faults.add(Fault.of(FaultKind.NAME, file, "height", file.height(), block.getHeight()));
        }
        try {
            byte[] raw = BlockEncoder.encode(block);
            return audit(file, block, raw, faults);
        } catch (BadBlockException e) {
            faults.add(Fault.of(FaultKind.PROOF, file, e.getMessage()));
            return new AuditedBlock(
                    file, Optional.empty(), BlockCounts.NONE, new long[0], new long[0], List.copyOf(faults));
        }
    }

    /** @throws BadBlockException when the bytes have not even the form of a block */
    private AuditedBlock audit(ArchivedFile file, Block block, byte[] raw, List<Fault> faults)
            throws BadBlockException {
        BlockHeader header = header(block);
        Block proven;
        boolean isProven = true;
        try {
            proven = decoder.decode(header, raw);
        } catch (BadBlockException e) {
            faults.add(Fault.of(FaultKind.PROOF, file, e.getMessage()));
            proven = decoder.read(header, raw);
            isProven = false;
        }
        Differences.between(proven, block, MOST_TOLD)
                .forEach(difference -> faults.add(Fault.of(FaultKind.FIELD, file, difference)));
        List<Fault> spending = Spending.faults(block, network, file);
        spending.stream().limit(MOST_TOLD).forEach(faults::add);
        boolean isOfItsHeight = proven.getHash().equals(block.getHash()) && block.getHeight() == file.height();
        BlockCounts counts = counts(block, raw.length);
        boolean isToBeSpent = isProven && isOfItsHeight && prevouts;
        return new AuditedBlock(
                file,
                isOfItsHeight ? Optional.of(link(proven)) : Optional.empty(),
                counts,
                isToBeSpent ? PrevoutHashes.created(proven, (int) counts.outputs()) : new long[0],
                isToBeSpent ? PrevoutHashes.spent(block, (int) counts.inputs()) : new long[0],
                List.copyOf(faults));
    }

    private static BlockHeader header(Block block) {
        return new BlockHeader(
                block.getHash(),
                block.getHeight(),
                block.getPreviousBlockHash(),
                block.getTimestamp(),
                block.getMedianTime(),
                block.getDifficulty(),
                block.getChainWork(),
                block.getTransactionCount(),
                1);
    }

    private static ChainLink link(Block block) throws BadBlockException {
        return new ChainLink(
                block.getHash(),
                block.getPreviousBlockHash(),
                block.getTimestamp(),
                block.getMedianTime(),
                Target.of(block.getBits()).work(),
                block.getChainWork());
    }

    private static BlockCounts counts(Block block, long bytes) {
        long inputs = 0;
        long outputs = 0;
        long withoutPrevout = 0;
        for (Transaction transaction : block.getTransactions()) {
            inputs += transaction.getInputs().size();
            outputs += transaction.getOutputs().size();
            for (Input input : transaction.getInputs()) {
                withoutPrevout += input.getSpentTransactionHash() == null || PrevoutHashes.says(input) ? 0 : 1;
            }
        }
        return new BlockCounts(1, block.getTransactions().size(), inputs, outputs, bytes, withoutPrevout);
    }
}
