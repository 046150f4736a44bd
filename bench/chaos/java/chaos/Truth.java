package chaos;

import bitcoin.chain.Block;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the node has.
 *
 * @param best its chain from genesis to tip
 * @param known every block it has ever had, by hash
 * @param tips hashes of those that it was ever told as the last of a branch
 * @param prevouts whether it tells what is spent
 */
record Truth(List<Mined> best, Map<String, Mined> known, Set<String> tips, boolean prevouts) {

    /** The block as record and file must have it. */
    Block expected(Mined block) {
        return block.expected(prevouts);
    }

    /** A block by height and hash, for people. */
    String name(String hash) {
        return known.containsKey(hash) ? known.get(hash).height() + " " + hash : hash;
    }
}
