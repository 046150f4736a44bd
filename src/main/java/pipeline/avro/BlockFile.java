package pipeline.avro;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Body;

/** Tells which block a file of the archive holds, by its beginning. */
public final class BlockFile {

    private static final int BEGINNING_BYTES = 1024;

    private static final Pattern BEGINNING =
            Pattern.compile("\\{\\s*\"hash\"\\s*:\\s*\"([0-9a-f]{64})\".*", Pattern.DOTALL);

    /**
     * @param file is closed; null where there is none
     * @return hash of the block; null where the file holds none, as {@link BlockJson} writes it
     */
    public String hash(@Body InputStream file) throws IOException {
        if (file == null) {
            return null;
        }
        try (file) {
            return hash(new String(file.readNBytes(BEGINNING_BYTES), StandardCharsets.UTF_8))
                    .orElse(null);
        }
    }

    /** The same of the beginning itself. */
    static Optional<String> hash(String beginning) {
        Matcher block = BEGINNING.matcher(beginning);
        return block.matches() ? Optional.of(block.group(1)) : Optional.empty();
    }
}
