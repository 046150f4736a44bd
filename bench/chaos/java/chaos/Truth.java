package chaos;

import bitcoin.chain.Block;
import java.util.List;
import java.util.Map;

/**
 * What the node has.
 *
 * @param best its chain from genesis to tip
 * @param known every block it has ever had, by hash
 * @param prevouts whether it tells what is spent
 */
record Truth(List<Mined> best, Map<String, Mined> known, boolean prevouts) {

    /** The block as record and file must have it. */
    Block expected(Mined block) {
        return block.expected(prevouts);
    }

    /** A block by height and hash, for people. */
    String name(String hash) {
        return known.containsKey(hash) ? known.get(hash).height() + " " + hash : hash;
    }
}
