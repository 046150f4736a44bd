package pipeline.verify;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an audit was interrupted that had found no fault.
 *
 * @param next lowest height that is not audited yet
 * @param outputFiles of the ledger, as {@link PrevoutLedger#flush} says; likewise {@code inputFiles}
 * @param started epoch seconds; likewise {@code written}
 */
record Checkpoint(
        AuditScope scope,
        int next,
        ChainState chain,
        BlockCounts counts,
        int outputFiles,
        int inputFiles,
        long started,
        long written) {

    private static final String FILE = "checkpoint.json";

    /** What was audited longer ago is audited again. */
    private static final Duration LONGEST_BELIEVED = Duration.ofDays(1);

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

    /** Empty where there is none, or one that an older release wrote. */
    static Optional<Checkpoint> read(Path directory) {
        try {
            return Optional.of(JSON.readValue(directory.resolve(FILE).toFile(), Checkpoint.class));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Why an audit cannot go on from here; empty where it can. */
    Optional<String> obstacle(ArchiveListing listing, BlockFiles files, KnownHashes known) {
        Duration age = Duration.between(Instant.ofEpochSecond(written), Instant.now());
        if (age.compareTo(LONGEST_BELIEVED) > 0) {
            return Optional.of("the audit that was interrupted is older than a day");
        }
        int last = chain.height();
        boolean isSameChain = last < 0
                || hashInFile(last, listing, files).equals(Optional.of(chain.hash()))
                        && chain.hash().equals(known.hashAt(last).orElse(chain.hash()))
                        && !known.denies(last);
        return isSameChain
                ? Optional.empty()
                : Optional.of("height " + last + " has another block than when the audit was interrupted");
    }

    private static Optional<String> hashInFile(int height, ArchiveListing listing, BlockFiles files) {
        try {
            return listing.has(height)
                    ? Optional.of(files.read(listing.file(height)).getHash())
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** In one step. */
    void write(Path directory) throws IOException {
        Path whole = directory.resolve(FILE + ".new");
        JSON.writeValue(whole.toFile(), this);
        Files.move(whole, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
