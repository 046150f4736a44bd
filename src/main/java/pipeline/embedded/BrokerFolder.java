package pipeline.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Says which live process has the broker of a folder, and where it listens. Both are locks on a byte of {@code broker.lock},
 * which end with the process however it ends; the file {@code broker.address} outlives it and means nothing without them.
 */
final class BrokerFolder implements AutoCloseable {

    /** Locked by the owner for as long as it uses the folder. */
    private static final long OWNERSHIP = 0;

    /** Locked by the owner for as long as its address is true. */
    private static final long ANNOUNCEMENT = 1;

    private final Path addressFile;
    private final FileChannel locks;
    private FileLock announcement;

    private BrokerFolder(Path addressFile, FileChannel locks) {
        this.addressFile = addressFile;
        this.locks = locks;
    }

    /** At most one open at a time in a process: closing a file gives up every lock that the process has on it. */
    static BrokerFolder open(Path folder) throws IOException {
        return new BrokerFolder(
                folder.resolve("broker.address"),
                FileChannel.open(
                        folder.resolve("broker.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
    }

    /** Whether the folder is now ours until {@link #close()}. */
    boolean tryToOwn() throws IOException {
        return locks.tryLock(OWNERSHIP, 1, false) != null;
    }

    /** The address of the other process that has the folder; empty while its broker is starting or stopping. */
    Optional<String> addressOfOwner() throws IOException {
        // shared, so that those who ask are not taken for the owner by one another
        FileLock nobodyAnnounces = locks.tryLock(ANNOUNCEMENT, 1, true);
        if (nobodyAnnounces != null) {
            nobodyAnnounces.release();
            return Optional.empty();
        }
        return lastAddress();
    }

    /** What the last owner has written, dead or alive. */
    Optional<String> lastAddress() throws IOException {
        return Files.exists(addressFile)
                ? Optional.of(Files.readString(addressFile).strip())
                : Optional.empty();
    }

    /** Writes the owner's address for others to find. */
    void announce(String address) throws IOException {
        Path whole = addressFile.resolveSibling("broker.address.new");
        Files.writeString(whole, address + "\n");
        Files.move(whole, addressFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        announcement = locks.lock(ANNOUNCEMENT, 1, false);
    }

    /** The address is no longer true. The file stays: it tells the next broker which port to prefer. */
    void withdraw() throws IOException {
        announcement.release();
    }

    @Override
    public void close() throws IOException {
        locks.close();
    }
}
