package pipeline.avro;

import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Names the file that keeps a block which is no longer canonical. */
public final class StaleFile {

    /** Exchange property with the height of the block's file. */
    public static final String HEIGHT = "blockHeight";

    /** Exchange property with the hash of the block that takes its place; absent where none does. */
    public static final String CANONICAL_HASH = "blockHash";

    /**
     * @param beginning of the file that is there, as {@link BlockJson} wrote it
     * @return null where that file holds the canonical block already, or no block
     */
    public String name(
            @Body String beginning,
            @ExchangeProperty(HEIGHT) long height,
            @ExchangeProperty(CANONICAL_HASH) String canonicalHash) {
        Optional<String> hash = BlockFile.hash(beginning);
        if (hash.isEmpty() || hash.get().equals(canonicalHash)) {
            return null;
        }
        return nameOf(height, hash.get());
    }

    /** The name under which a block is kept. */
    public static String nameOf(long height, String hash) {
        return "orphans/block_" + height + "_" + hash + ".json";
    }
}
