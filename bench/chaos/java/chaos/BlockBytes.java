package chaos;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Bitcoin's serialization, written here a second time so that the pipeline's own does not judge itself. */
public final class BlockBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public BlockBytes number(long value, int length) {
        for (int index = 0; index < length; index++) {
            bytes.write((int) (value >>> 8 * index));
        }
        return this;
    }

    public BlockBytes compactSize(long size) {
        if (size < 0xfd) {
            return number(size, 1);
        }
        return size <= 0xffff
                ? number(0xfd, 1).number(size, 2)
                : number(0xfe, 1).number(size, 4);
    }

    public BlockBytes raw(byte[] content) {
        bytes.writeBytes(content);
        return this;
    }

    /** Bytes behind their compact size. */
    public BlockBytes sized(byte[] content) {
        return compactSize(content.length).raw(content);
    }

    /** @param text RPC byte order */
    public BlockBytes hash(String text) {
        return raw(reversed(HexFormat.of().parseHex(text)));
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** SHA-256 of SHA-256. */
    public static byte[] hash(byte[] content) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return sha256.digest(sha256.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A hash in RPC byte order. */
    public static String text(byte[] hash) {
        return HexFormat.of().formatHex(reversed(hash));
    }

    /** The root over hashes, of which a level of odd length has its last one twice. */
    public static byte[] merkleRoot(List<byte[]> hashes) {
        if (hashes.size() == 1) {
            return hashes.get(0);
        }
        List<byte[]> above = new ArrayList<>();
        for (int left = 0; left < hashes.size(); left += 2) {
            byte[] right = hashes.get(Math.min(left + 1, hashes.size() - 1));
            above.add(hash(new BlockBytes().raw(hashes.get(left)).raw(right).toBytes()));
        }
        return merkleRoot(above);
    }

    private static byte[] reversed(byte[] content) {
        byte[] reversed = new byte[content.length];
        for (int index = 0; index < content.length; index++) {
            reversed[content.length - 1 - index] = content[index];
        }
        return reversed;
    }
}
