package pipeline.wallet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A transaction of the chain that touches a watched address; its JSON is the value of the record.
 *
 * @param blockTimestamp epoch seconds
 * @param transactionIndex position in the block, from 0
 * @param received satoshi that its outputs pay to the address
 * @param sent satoshi of the address's outputs that it spends; null where prevouts are not known
 * @param confirmations when the event was made: 1 in the newest published block; -1 when a reorg has taken the block out
 */
@JsonPropertyOrder("event")
public record WalletEvent(
        @JsonProperty("block_height") long blockHeight,
        @JsonProperty("block_hash") String blockHash,
        @JsonProperty("block_timestamp") long blockTimestamp,
        @JsonProperty("transaction_hash") String transactionHash,
        @JsonProperty("transaction_index") int transactionIndex,
        @JsonProperty("address") String address,
        @JsonProperty("received") long received,
        @JsonProperty("sent") Long sent,
        @JsonProperty("confirmations") int confirmations) {

    /** Tells it from other events of the topic. */
    @JsonProperty("event")
    public String event() {
        return "transaction";
    }

    /** The record's key: what comes later under it replaces what came before. */
    @JsonIgnore
    public String key() {
        return blockHeight + "/" + transactionIndex + "/" + address;
    }
}
