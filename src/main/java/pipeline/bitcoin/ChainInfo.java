package pipeline.bitcoin;

/**
 * Where a node stands.
 *
 * @param chain Bitcoin Core's name of the network
 * @param height of the tip
 * @param hash of the tip
 * @param chainWork of the tip, 64 hex digits
 * @param headers height of the best header: above the tip's while the node still fetches the blocks
 * @param lowestHeight lowest height whose block the node still has: 0 unless it is pruned
 */
public record ChainInfo(String chain, long height, String hash, String chainWork, long headers, long lowestHeight) {

    /** Whether the node knows of a better chain than the one it has the blocks of. */
    public boolean isSyncing() {
        return headers > height;
    }
}
