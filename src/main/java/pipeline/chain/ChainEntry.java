package pipeline.chain;

import bitcoin.chain.Block;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What the chain index says of a height.
 *
 * @param network Bitcoin Core's name of it; {@code sample} for the chain in the jar
 * @param hash of the canonical block, 64 hex digits
 * @param previousHash of the block before; null at genesis
 * @param time the miner's time, epoch seconds
 */
public record ChainEntry(
        @JsonProperty("network") String network,
        @JsonProperty("hash") String hash,
        @JsonProperty("previous_block_hash") String previousHash,
        @JsonProperty("timestamp") long time) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static ChainEntry of(Block block, String network) {
        return new ChainEntry(network, block.getHash(), block.getPreviousBlockHash(), block.getTimestamp());
    }

    static ChainEntry read(byte[] json) throws IOException {
        return JSON.readValue(json, ChainEntry.class);
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
