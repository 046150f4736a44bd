package pipeline.bitcoin;

import java.util.List;
import java.util.Optional;

/** How a node is asked: by REST where it serves that, by RPC otherwise. */
public interface NodeDialect {

    NodeCall<ChainInfo> chainInfo();

    /**
     * Hashes of the best chain from which {@link #headers} can tell the headers of a range.
     *
     * @param from a height up to the tip's
     * @param count at least 1; the range may end at the tip before it is reached
     */
    NodeCall<List<String>> hashes(long from, int count);

    /**
     * Headers of a range in height order, as far as the best chain goes; none where the first hash is no longer in it.
     *
     * @param hashes as {@link #hashes} answered
     */
    NodeCall<List<BlockHeader>> headers(List<String> hashes, int count);

    /** The header of one block, best chain or not; empty where the node does not know it, or does not say. */
    NodeCall<Optional<BlockHeader>> header(String hash);

    /** The bytes of a block; fails with {@link BlockPrunedException} where the node no longer has them. */
    NodeCall<byte[]> rawBlock(String hash);

    /** What the block spends: a list a transaction in the order of its inputs, the coinbase's empty. */
    NodeCall<List<List<SpentOutput>>> spentOutputs(String hash);
}
