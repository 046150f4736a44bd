package pipeline.verify;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The proven hash of each height, 32 bytes a height on disk; for one thread. */
final class HashFile implements Closeable {

    private static final int SIZE = 32;
    private static final byte[] NONE = new byte[SIZE];

    private final FileChannel file;
    private final FileLock lock;
    private final int from;

    /**
     * @param from lowest height
     * @throws IOException also when another audit has the file
     */
    HashFile(Path path, int from) throws IOException {
        this.from = from;
        this.file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        lock = tryLock();
        if (lock == null) {
            file.close();
            throw new IOException("Another audit of the same is under way: it has " + path);
        }
    }

    /** Null where another audit has it; held until the file is closed or the process ends, however it does. */
    private FileLock tryLock() throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    void put(int height, String hash) throws IOException {
        file.write(ByteBuffer.wrap(HexFormat.of().parseHex(hash)), position(height));
    }

    Optional<String> at(int height) throws IOException {
        ByteBuffer hash = ByteBuffer.allocate(SIZE);
        boolean isThere = height >= from && file.read(hash, position(height)) == SIZE;
        return isThere && !Arrays.equals(hash.array(), NONE)
                ? Optional.of(HexFormat.of().formatHex(hash.array()))
                : Optional.empty();
    }

    /** Forgets a height and all above it. */
    void truncate(int height) throws IOException {
        file.truncate(position(Math.max(from, height)));
    }

    /** SHA-256 over the hashes of all heights that have one, in order, as they read: most significant byte first. */
    String digest() throws IOException {
        MessageDigest sha = sha256();
        ByteBuffer part = ByteBuffer.allocate(SIZE << 10);
        for (long position = 0; file.read(part.clear(), position) > 0; position += part.limit()) {
            part.flip();
            for (int at = 0; at + SIZE <= part.limit(); at += SIZE) {
                if (!Arrays.equals(part.array(), at, at + SIZE, NONE, 0, SIZE)) {
                    sha.update(part.array(), at, SIZE);
                }
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    @Override
    public void close() throws IOException {
        if (lock.isValid()) {
            lock.release();
        }
        file.close();
    }

    private long position(int height) {
        return (long) (height - from) * SIZE;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
