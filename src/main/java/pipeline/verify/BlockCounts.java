package pipeline.verify;

/**
 * How much has been audited.
 *
 * @param bytes of raw blocks
 * @param withoutPrevout inputs of which the files do not say what they spend; of coinbases nobody can
 */
public record BlockCounts(long blocks, long transactions, long inputs, long outputs, long bytes, long withoutPrevout) {

    static final BlockCounts NONE = new BlockCounts(0, 0, 0, 0, 0, 0);

    BlockCounts plus(BlockCounts more) {
        return new BlockCounts(
                blocks + more.blocks,
                transactions + more.transactions,
                inputs + more.inputs,
                outputs + more.outputs,
                bytes + more.bytes,
                withoutPrevout + more.withoutPrevout);
    }
}
