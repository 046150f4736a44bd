package pipeline.chain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * Heights that whoever gets them is to copy; a record of {@code raw-blocks.ranges}.
 *
 * @param from first height
 * @param to last height; no multiple of 1,000 is between them
 * @param hash of the block at {@code to}, 64 hex digits, which stands for all below it
 * @param prevouts whether the blocks are to tell what they spend
 */
public record SharedRange(
        @JsonProperty("from") int from,
        @JsonProperty("to") int to,
        @JsonProperty("hash") String hash,
        @JsonProperty("prevouts") boolean prevouts) {

    /** What later versions add is passed over. */
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** @return empty where it is no range */
    static Optional<SharedRange> read(byte[] json) {
        try {
            return json == null ? Optional.empty() : Optional.of(JSON.readValue(json, SharedRange.class));
        } catch (IOException e) {
            return Optional.empty();
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
