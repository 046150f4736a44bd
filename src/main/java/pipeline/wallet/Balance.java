package pipeline.wallet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What an Electrum server says of an address; its JSON is the value of the record.
 *
 * @param confirmed satoshi in blocks
 * @param unconfirmed satoshi that the server's mempool adds to that; negative where it spends
 */
@JsonPropertyOrder("event")
public record Balance(
        @JsonProperty("address") String address,
        @JsonProperty("confirmed") long confirmed,
        @JsonProperty("unconfirmed") long unconfirmed) {

    /** Tells it from other events of the topic. */
    @JsonProperty("event")
    public String event() {
        return "balance";
    }

    /** The record's key. */
    @JsonIgnore
    public String key() {
        return "balance/" + address;
    }
}
