package pipeline.bitcoin;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of SHA-256, Bitcoin's hash. Kept and used again by one thread, since making a digest costs as much as a small hash. */
final class DoubleSha256 {

    /** Bytes of a hash. */
    static final int SIZE = 32;

    private final MessageDigest sha256;

    DoubleSha256() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    DoubleSha256 update(byte[] bytes, int start, int end) {
        sha256.update(bytes, start, end - start);
        return this;
    }

    /** Writes the 32 bytes of the hash of all updates since the last one; {@code target} may be what was hashed. */
    void finish(byte[] target, int start) {
        try {
            sha256.digest(target, start, SIZE);
            sha256.update(target, start, SIZE);
            sha256.digest(target, start, SIZE);
        } catch (DigestException e) {
            throw new IllegalStateException("No room for " + SIZE + " bytes at " + start + " of " + target.length, e);
        }
    }
}
