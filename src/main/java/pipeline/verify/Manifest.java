package pipeline.verify;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.util.List;

/**
 * What an audit without a fault has proven, kept beside the blocks; a later one can start from it.
 *
 * @param format of this file
 * @param network Bitcoin Core's name of it
 * @param from lowest height
 * @param to highest height
 * @param count blocks, one for each height
 * @param chainWork of the highest block, 64 hex digits
 * @param lastTimes of the last blocks, up to eleven, oldest first
 * @param hashesSha256 SHA-256 over all block hashes in height order, each its 32 bytes in the order in which they are written
 * @param unproven what could not be proven of them
 * @param audited when the audit ended: ISO-8601, UTC
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Manifest(
        int format,
        String network,
        int from,
        int to,
        long count,
        String firstHash,
        String lastHash,
        String chainWork,
        List<Long> lastTimes,
        String hashesSha256,
        Unproven unproven,
        String audited) {

    /** Where it lies in the archive's folder. */
    public static final String FILE = "_verify/manifest.json";

    static final int FORMAT = 1;

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** @throws IOException when it is no manifest, or one of a format that is not known */
    public static Manifest read(byte[] json) throws IOException {
        Manifest manifest = JSON.readValue(json, Manifest.class);
        if (manifest.format != FORMAT) {
            throw new IOException("Expected a manifest of format " + FORMAT + ", found format " + manifest.format);
        }
        return manifest;
    }

    public byte[] toJson() throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }
}
