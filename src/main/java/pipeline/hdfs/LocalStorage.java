package pipeline.hdfs;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A directory of this machine. Not through Hadoop's local file system, which leaves a {@code .crc} beside each file and starts
 * a {@code chmod} process for each.
 */
final class LocalStorage implements Storage {

    private final Path root;

    /** @param root the directory that stands for {@code /} */
    LocalStorage(Path root) {
        this.root = root;
    }

    @Override
    public OutputStream create(String path) throws IOException {
        Path file = locate(path);
        create(file.getParent());
        return new SyncedFile(file);
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        create(locate(directory + "/"));
    }

    // a directory may be a symbolic link, which createDirectories refuses up to Java 19
    private static void create(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        try {
            return Files.newInputStream(locate(path));
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(e.getMessage());
        }
    }

    @Override
    public byte[] readEnd(String path, int bytes) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(locate(path))) {
            file.position(Math.max(0, file.size() - bytes));
            return Channels.newInputStream(file).readNBytes(bytes);
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(e.getMessage());
        }
    }

    @Override
    public Stream<String> list(String directory) throws IOException {
        try {
            return Files.list(locate(directory)).map(file -> file.getFileName().toString());
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(e.getMessage());
        }
    }

    @Override
    public void replace(String source, String target) throws IOException {
        Path file = locate(target);
        Files.move(locate(source), file, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(file.getParent());
    }

    // a second name and then no first one: a rename would replace, and looking before it leaves a moment between
    @Override
    public void moveToNew(String source, String target) throws IOException {
        Path written = locate(source);
        Path file = locate(target);
        try {
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.move(written, file);
        }
        Files.deleteIfExists(written);
        syncDirectory(file.getParent());
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(locate(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(locate(path));
    }

    @Override
    public void list(String directory, Predicate<String> names, Visitor visitor) throws IOException {
        Path folder = locate(directory + "/");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> names.test(file.getFileName().toString()))) {
            for (Path file : files) {
                show(file, visitor);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void show(Path file, Visitor visitor) throws IOException {
        Instant written;
        try {
            written = Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException goneMeanwhile) {
            return;
        }
        visitor.visit(file.getFileName().toString(), written);
    }

    // the root need not be writable: it may be the file system's own, and the archive a directory far below
    @Override
    public void requireAnswer(Set<String> written) throws IOException {
        nearest(root);
        for (String directory : written) {
            Path existing = nearest(locate(directory + "/"));
            if (!Files.isWritable(existing)) {
                throw new AccessDeniedException(existing.toString());
            }
        }
    }

    /** The directory, or the one above it in which it is to be made. */
    private static Path nearest(Path directory) throws NotDirectoryException {
        Path existing = directory;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new NotDirectoryException(existing.toString());
        }
        return existing;
    }

    @Override
    public Place nearest(String directory) throws IOException {
        Path existing = nearest(locate(directory + "/"));
        return new Place(
                new LocalStorage(existing),
                existing.toString(),
                OptionalLong.of(Files.getFileStore(existing).getUsableSpace()));
    }

    @Override
    public void close() {
        // holds nothing open
    }

    private Path locate(String path) {
        return root.resolve(path.substring(1));
    }

    // makes the new name outlive a power cut where directories can be synced; Windows and some network mounts cannot
    private static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            return;
        }
    }

    private static final class SyncedFile extends FileOutputStream {

        SyncedFile(Path file) throws IOException {
            super(file.toFile());
        }

        @Override
        public void close() throws IOException {
            try {
                if (getFD().valid()) {
                    getFD().sync();
                }
            } finally {
                super.close();
            }
        }
    }
}
