package pipeline.hdfs;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.camel.util.IOHelper;

/**
 * Writes a file so that a reader finds either all of it or what was there before: under a temporary name beside it, onto the
 * disks, then renamed. Several writers of one name do not disturb each other; the last to end wins,
 * or, of those that replace nothing, the first.
 */
final class SafeWriter {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BEGINNING_BYTES = 1024;

    /** Goes through all that a block's file goes through, to the disks and back. */
    private static final byte[] TRIAL = "camel-pipeline was here\n".getBytes(StandardCharsets.UTF_8);

    /** Names that {@link #temporaryName} gives. */
    private static final Predicate<String> TEMPORARY = Pattern.compile(
                    "\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp")
            .asMatchPredicate();

    private final Storage storage;
    private final String url;
    private final WriteMeters meters;
    private final Set<String> leftovers = ConcurrentHashMap.newKeySet();

    /** @param url names the file system in errors */
    SafeWriter(Storage storage, String url, WriteMeters meters) {
        this.storage = storage;
        this.url = url;
        this.meters = meters;
    }

    /** What a file is to hold. */
    interface Content {
        void writeTo(OutputStream output) throws IOException;
    }

    /** Gives a file that is whole its name. */
    private interface Naming {
        void apply(String temporary, String path) throws IOException;
    }

    /**
     * Replaces the file that is there.
     *
     * @param content the text; it is compressed on its way where the name asks for it
     * @return the size of the file in bytes
     * @throws HdfsWriteException when the file system fails; what the content itself throws passes as it is
     */
    long write(String path, Content content) throws IOException {
        return put(path, encoded(path, content), storage::replace);
    }

    /**
     * The same, but leaves a file that is there as it is: looked for before and again when this one gets its name.
     *
     * @throws HdfsFileExistsException when there is one
     */
    long writeNew(String path, Content content) throws IOException {
        requireNone(path);
        return put(path, encoded(path, content), storage::moveToNew);
    }

    private static Content encoded(String path, Content content) {
        return file -> {
            try (OutputStream text = Gzip.encode(path, file)) {
                content.writeTo(text);
            }
        };
    }

    private long put(String path, Content content, Naming naming) throws IOException {
        long start = System.nanoTime();
        String temporary = temporaryName(path);
        OutputStream file = create(temporary, path);
        try {
            removeLeftovers();
            long bytes = fill(new CountingOutputStream(file, path, url), content);
            name(temporary, path, naming);
            meters.count(bytes, System.nanoTime() - start);
            return bytes;
        } catch (IOException | RuntimeException | Error failure) {
            discard(temporary, failure);
            throw failure;
        }
    }

    /**
     * Begins a file that is written by and by.
     *
     * @param aside directory for it until it is published
     */
    PendingFile begin(String path, String aside) throws HdfsWriteException {
        String temporary = temporaryName(aside + path.substring(path.lastIndexOf('/')));
        OutputStream file = create(temporary, path);
        removeLeftovers();
        return new PendingFile(this, temporary, path, new CountingOutputStream(file, path, url));
    }

    /**
     * Gives a file that is complete its name; directories that it lacks are made.
     *
     * @param begun by {@link System#nanoTime()}
     */
    void publish(String temporary, String path, long bytes, long begun) throws HdfsWriteException {
        try {
            storage.createDirectory(path.substring(0, path.lastIndexOf('/')));
            storage.replace(temporary, path);
        } catch (IOException | RuntimeException e) {
            throw new HdfsWriteException(path, url, e);
        }
        meters.count(bytes, System.nanoTime() - begun);
    }

    /**
     * Copies a file, itself written as safely; where there is none, nothing happens.
     *
     * @param naming says from the first 1024 bytes of the file's text, or all of a shorter one, what the copy is called; null
     *     for no copy
     */
    void copy(String path, UnaryOperator<String> naming) throws IOException {
        Optional<InputStream> there = openAsItIs(path);
        if (there.isEmpty()) {
            return;
        }
        try (InputStream file = there.get()) {
            file.mark(BUFFER_BYTES);
            String beginning = new String(Gzip.beginning(path, file, BEGINNING_BYTES), StandardCharsets.UTF_8);
            file.reset();
            copy(file, path, naming.apply(beginning));
        } catch (HdfsWriteException e) {
            throw e;
        } catch (IOException e) {
            throw new HdfsReadException(path, url, e);
        }
    }

    private void copy(InputStream file, String path, String copy) throws IOException {
        if (copy == null) {
            return;
        }
        try {
            if (Gzip.isNamed(path) == Gzip.isNamed(copy)) {
                // byte for byte: a damaged file is kept too
                put(copy, file::transferTo, storage::replace);
                return;
            }
            write(copy, Gzip.decode(path, file)::transferTo);
        } catch (FileNotFoundException replacedMeanwhile) {
            throw new HdfsWriteException(path, url, replacedMeanwhile);
        }
    }

    /**
     * Opens a file to be read, and what is compressed as the text it holds; empty where there is none.
     *
     * @throws HdfsReadException also when it is named as a compressed file and is none
     */
    Optional<InputStream> open(String path) throws HdfsReadException {
        InputStream file = openAsItIs(path).orElse(null);
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Gzip.decode(path, file));
        } catch (IOException e) {
            IOHelper.close(file);
            throw new HdfsReadException(path, url, e);
        }
    }

    /** The last bytes of a file as they lie there, all of it where it has fewer; empty where there is none. */
    Optional<byte[]> readEnd(String path, int bytes) throws HdfsReadException {
        try {
            return Optional.of(storage.readEnd(path, bytes));
        } catch (FileNotFoundException none) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw new HdfsReadException(path, url, e);
        }
    }

    private Optional<InputStream> openAsItIs(String path) throws HdfsReadException {
        try {
            InputStream file = new BufferedInputStream(storage.open(path), BUFFER_BYTES);
            awaitFirst(file);
            return Optional.of(file);
        } catch (FileNotFoundException none) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw new HdfsReadException(path, url, e);
        }
    }

    // some file systems tell only at the first read that there is no file
    private static void awaitFirst(InputStream file) throws IOException {
        try {
            file.mark(1);
            file.read();
            file.reset();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Removes what killed writers left in a directory.
     *
     * @param age that no file has which is still being written
     * @return how many files that were
     */
    int clean(String directory, Duration age) throws IOException {
        Instant killed = Instant.now().minus(age);
        AtomicInteger removed = new AtomicInteger();
        try {
            storage.list(directory, TEMPORARY, (name, written) -> {
                if (written.isBefore(killed)) {
                    remove(directory + "/" + name);
                    removed.incrementAndGet();
                }
            });
        } catch (HdfsWriteException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new HdfsReadException(directory, url, e);
        }
        return removed.get();
    }

    /**
     * Writes a small file into a directory as any other, then removes it. Where the directory is still to be made, the file goes
     * to the nearest one above it, for whoever may write there may make it.
     *
     * @throws HdfsWriteException when the file system fails
     */
    FolderTrial tryDirectory(String directory) throws HdfsWriteException {
        try {
            Storage.Place place = storage.nearest(directory);
            // named as what killed writers leave, should this one be killed
            String path = temporaryName("/check");
            SafeWriter writer = new SafeWriter(place.storage(), url, meters);
            writer.write(path, file -> file.write(TRIAL));
            writer.remove(path);
            return new FolderTrial(place.name(), place.free());
        } catch (HdfsWriteException e) {
            throw new HdfsWriteException(directory, url, (Exception) e.getCause());
        } catch (IOException | RuntimeException e) {
            throw new HdfsWriteException(directory, url, e);
        }
    }

    /** Removes a file; one that does not exist is no failure. */
    void remove(String path) throws HdfsWriteException {
        try {
            storage.delete(path);
        } catch (IOException | RuntimeException e) {
            throw new HdfsWriteException(path, url, e);
        }
    }

    private OutputStream create(String temporary, String path) throws HdfsWriteException {
        try {
            return storage.create(temporary);
        } catch (IOException | RuntimeException e) {
            if (isUnreachable(e)) {
                leftovers.add(temporary);
            }
            throw new HdfsWriteException(path, url, e);
        }
    }

    private static long fill(CountingOutputStream file, Content content) throws IOException {
        try (OutputStream output = new BufferedOutputStream(file, BUFFER_BYTES)) {
            content.writeTo(output);
        }
        return file.bytes();
    }

    private void requireNone(String path) throws IOException {
        try {
            if (!storage.exists(path)) {
                return;
            }
        } catch (IOException | RuntimeException e) {
            throw new HdfsWriteException(path, url, e);
        }
        throw new HdfsFileExistsException(path, url);
    }

    private void name(String temporary, String path, Naming naming) throws IOException {
        try {
            naming.apply(temporary, path);
        } catch (FileAlreadyExistsException e) {
            throw new HdfsFileExistsException(path, url);
        } catch (IOException | RuntimeException e) {
            throw new HdfsWriteException(path, url, e);
        }
    }

    // A NameNode that hung carries out the request we gave up on as soon as it wakes, and asking it now would only
    // wait once more: such a file is removed when the next write finds the file system answering.
    void discard(String temporary, Throwable failure) {
        if (failure instanceof HdfsWriteException && isUnreachable(failure)) {
            leftovers.add(temporary);
            return;
        }
        try {
            storage.delete(temporary);
        } catch (IOException | RuntimeException e) {
            leftovers.add(temporary);
            failure.addSuppressed(e);
        }
    }

    private void removeLeftovers() {
        for (String leftover : leftovers) {
            try {
                storage.delete(leftover);
                leftovers.remove(leftover);
            } catch (IOException | RuntimeException e) {
                // stays for the next write, which says what is wrong if it is still wrong
                return;
            }
        }
    }

    private static boolean isUnreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException
                    || cause instanceof SocketException
                    || cause instanceof EOFException
                    || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    // the leading dot hides it from Hadoop's and Spark's readers of a directory
    private static String temporaryName(String path) {
        int name = path.lastIndexOf('/') + 1;
        return path.substring(0, name) + "." + path.substring(name) + "." + UUID.randomUUID() + ".tmp";
    }
}
