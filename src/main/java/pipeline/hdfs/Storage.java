package pipeline.hdfs;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What safe writing needs of a file system. Paths are absolute inside it, their parts separated by slashes. */
interface Storage extends Closeable {

    /**
     * Opens a file that does not exist yet; directories that it lacks are made.
     *
     * @return a stream whose {@code close} returns once the bytes are on the disks
     */
    OutputStream create(String path) throws IOException;

    /**
     * Opens a file to be read.
     *
     * @throws FileNotFoundException when there is none, here or at the first read
     */
    InputStream open(String path) throws IOException;

    /**
     * The last bytes of a file, all of it where it has fewer; what is before them is not read.
     *
     * @throws FileNotFoundException when there is none
     */
    byte[] readEnd(String path, int bytes) throws IOException;

    /**
     * Names in a directory, in no order, read as they are asked for; to be closed.
     *
     * @throws FileNotFoundException when there is none; it, and any other fault, may come as the cause of an {@link
     *     java.io.UncheckedIOException} of the stream
     */
    Stream<String> list(String directory) throws IOException;

    /** Makes a directory with those above it; one that is there is no failure. */
    void createDirectory(String directory) throws IOException;

    /** Gives a file another name, in one step for every reader; a file that has that name already is replaced. */
    void replace(String source, String target) throws IOException;

    /**
     * Gives a file a name that no other has. Where the file system can do that in one step, only one of several callers
     * succeeds; {@code docs/hdfs-component.md} says which can.
     *
     * @throws FileAlreadyExistsException when there is a file of that name; both then stay as they are
     */
    void moveToNew(String source, String target) throws IOException;

    boolean exists(String path) throws IOException;

    /** Removes a file; one that does not exist is no failure. */
    void delete(String path) throws IOException;

    /**
     * Shows the files of a directory, not those of its sub-directories, one by one, so that there may be any number of them; none
     * where there is no such directory.
     *
     * @param names which to show
     */
    void list(String directory, Predicate<String> names, Visitor visitor) throws IOException;

    /**
     * Asks what costs the file system least; a root or directory that is still to be made is no fault.
     *
     * @param written directories that files are written in; it may look whether they can be
     * @throws IOException when it does not answer, or denies
     */
    void requireAnswer(Set<String> written) throws IOException;

    /**
     * The directory or, where it is still to be made, the nearest one above it, be it above what stands for {@code /}.
     *
     * @throws IOException when a file is in the way, or the file system does not answer, or denies
     */
    Place nearest(String directory) throws IOException;

    /**
     * A directory that is there.
     *
     * @param storage in which it stands for {@code /}
     * @param name its whole path
     * @param free bytes that can be written there, before they are copied to several disks; empty where that is not told
     */
    record Place(Storage storage, String name, OptionalLong free) {}

    /** Takes a file of a directory. */
    interface Visitor {
        /** @param written when it was written to last */
        void visit(String name, Instant written) throws IOException;
    }
}
