package pipeline.chain;

import bitcoin.chain.Block;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What the chain index says of a height; a field that an older release did not know is null.
 *
 * @param network Bitcoin Core's name of it; {@code sample} for the chain in the jar
 * @param hash of the canonical block, 64 hex digits
 * @param previousHash of the block before; null at genesis
 * @param time the miner's time, epoch seconds
 * @param chainWork hashes expected to have been needed for the chain up to here, 64 hex digits
 * @param stale whether the block has left the chain in a reorg and the one for it is still to come; of such a block only
 *     network and hash are told
 */
public record ChainEntry(
        @JsonProperty("network") String network,
        @JsonProperty("hash") String hash,
        @JsonProperty("previous_block_hash") String previousHash,
        @JsonProperty("timestamp") long time,
        @JsonProperty("chain_work") String chainWork,
        @JsonProperty("stale") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean stale) {

    /** What later versions add is passed over. */
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static ChainEntry of(Block block, String network) {
        return new ChainEntry(
                network,
                block.getHash(),
                block.getPreviousBlockHash(),
                block.getTimestamp(),
                block.getChainWork(),
                false);
    }

    static ChainEntry stale(String hash, String network) {
        return new ChainEntry(network, hash, null, 0, null, true);
    }

    /** @throws UncheckedIOException when it is no entry */
    static ChainEntry read(byte[] json) {
        try {
            return JSON.readValue(json, ChainEntry.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
