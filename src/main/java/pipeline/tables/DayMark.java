package pipeline.tables;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Which blocks a day's tables are made of; stands in the footer of each of its files.
 *
 * @param digest SHA-256 over the hashes of the blocks, 32 bytes each in RPC byte order, by height; 64 hex digits
 * @param count of the blocks
 */
public record DayMark(String digest, int count) {

    private static final String DIGEST = "bitcoin.block-hashes.sha256";
    private static final String COUNT = "bitcoin.block-hashes.count";

    /** Empty where the footer has none, or what is no number. */
    static Optional<DayMark> of(Map<String, String> footer) {
        String count = footer.getOrDefault(COUNT, "");
        return footer.containsKey(DIGEST) && count.matches("\\d{1,9}")
                ? Optional.of(new DayMark(footer.get(DIGEST), Integer.parseInt(count)))
                : Optional.empty();
    }

    /** For the footer. */
    Map<String, String> footer() {
        return Map.of(DIGEST, digest, COUNT, String.valueOf(count));
    }

    /** Takes the hashes one by one. */
    static final class Digest {

        private final MessageDigest sha256;
        private int count;

        Digest() {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /** @param hash 64 hex digits */
        void add(String hash) {
            sha256.update(HexFormat.of().parseHex(hash));
            count++;
        }

        /** To be called once. */
        DayMark mark() {
            return new DayMark(HexFormat.of().formatHex(sha256.digest()), count);
        }
    }
}
