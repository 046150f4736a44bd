package pipeline.chain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Heights that whoever gets them is to copy; a record of {@code raw-blocks.ranges}.
 *
 * @param from first height
 * @param to last height; no multiple of 1,000 is between them
 * @param nodeTip the node's highest height when they were shared out
 */
public record SharedRange(
        @JsonProperty("from") int from, @JsonProperty("to") int to, @JsonProperty("node_tip") long nodeTip) {

    /** What later versions add is passed over. */
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** @throws UncheckedIOException when it is no range */
    static SharedRange read(byte[] json) {
        try {
            return JSON.readValue(json, SharedRange.class);
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
