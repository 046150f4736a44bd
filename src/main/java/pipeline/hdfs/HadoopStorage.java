package pipeline.hdfs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.util.functional.RemoteIterators;

/**
 * Any file system that Hadoop knows. It is opened by the first write, so one that is down does not keep the pipeline from
 * starting; once open, Hadoop's client connects again by itself.
 *
 * <p>HDFS replaces a file in one step, over {@code hdfs:} and {@code webhdfs:}. Object stores have no such step: Hadoop deletes
 * the old object and then renames, so a reader may miss the file for a moment.
 */
final class HadoopStorage implements Storage {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final URI uri;
    private final String root;
    private final HadoopLogin login;
    private RenamingFileSystem fileSystem;

    /**
     * @param uri the file system, without a path
     * @param root the directory that stands for {@code /}; empty or without a slash at its end
     */
    HadoopStorage(URI uri, String root, HadoopAccess access) {
        this(uri, root, new HadoopLogin(access), null);
    }

    private HadoopStorage(URI uri, String root, HadoopLogin login, RenamingFileSystem fileSystem) {
        this.uri = uri;
        this.root = root;
        this.login = login;
        this.fileSystem = fileSystem;
    }

    @Override
    public OutputStream create(String path) throws IOException {
        FileSystem files = fileSystem();
        Path file = locate(path);
        return new HadoopFile(
                files.create(file, false, BUFFER_BYTES, replication(files, file), files.getDefaultBlockSize(file)));
    }

    @Override
    public InputStream open(String path) throws IOException {
        return fileSystem().open(locate(path), BUFFER_BYTES);
    }

    @Override
    public byte[] readEnd(String path, int bytes) throws IOException {
        long length = fileSystem().getFileStatus(locate(path)).getLen();
        try (FSDataInputStream file = fileSystem().open(locate(path), BUFFER_BYTES)) {
            file.seek(Math.max(0, length - bytes));
            return file.readNBytes(bytes);
        }
    }

    @Override
    public Stream<String> list(String directory) throws IOException {
        RemoteIterator<FileStatus> files = files(locate(directory));
        Iterator<String> names = new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return files.hasNext();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public String next() {
                try {
                    return files.next().getPath().getName();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(names, Spliterator.NONNULL), false);
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        fileSystem().mkdirs(locate(directory + "/"));
    }

    @Override
    public void replace(String source, String target) throws IOException {
        fileSystem().rename(locate(source), locate(target), Rename.OVERWRITE);
    }

    @Override
    public void moveToNew(String source, String target) throws IOException {
        try {
            fileSystem().rename(locate(source), locate(target), Rename.NONE);
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(target);
        }
    }

    @Override
    public boolean exists(String path) throws IOException {
        return fileSystem().exists(locate(path));
    }

    @Override
    public void delete(String path) throws IOException {
        fileSystem().delete(locate(path), false);
    }

    @Override
    public void list(String directory, Predicate<String> names, Visitor visitor) throws IOException {
        try {
            RemoteIterator<FileStatus> files = files(locate(directory + "/"));
            while (files.hasNext()) {
                FileStatus file = files.next();
                if (file.isFile() && names.test(file.getPath().getName())) {
                    visitor.visit(file.getPath().getName(), Instant.ofEpochMilli(file.getModificationTime()));
                }
            }
        } catch (FileNotFoundException none) {
            return;
        }
    }

    // of the root only: a NameNode that answers for one directory answers for all
    @Override
    public void requireAnswer(Set<String> written) throws IOException {
        try {
            fileSystem().getFileStatus(locate("/"));
        } catch (FileNotFoundException notYet) {
            return;
        }
    }

    @Override
    public Place nearest(String directory) throws IOException {
        RenamingFileSystem files = fileSystem();
        Path existing = locate(directory + "/");
        while (true) {
            try {
                FileStatus status = files.getFileStatus(existing);
                if (!status.isDirectory()) {
                    throw new NotDirectoryException(existing.toUri().getPath());
                }
                break;
            } catch (FileNotFoundException missing) {
                if (existing.isRoot()) {
                    throw missing;
                }
                existing = existing.getParent();
            }
        }
        String path = existing.toUri().getPath();
        HadoopStorage storage = new HadoopStorage(uri, existing.isRoot() ? "" : path, login, files);
        return new Place(storage, path, free(files, existing));
    }

    // some file systems have no such number, and old NameNodes do not tell it over webhdfs:
    private static OptionalLong free(FileSystem files, Path directory) throws IOException {
        try {
            long free = files.getStatus(directory).getRemaining();
            return free == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(free);
        } catch (UnsupportedOperationException | RemoteException | IllegalArgumentException untold) {
            return OptionalLong.empty();
        }
    }

    // page by page; old clusters tell a directory over webhdfs: only in one answer
    private RemoteIterator<FileStatus> files(Path directory) throws IOException {
        try {
            RemoteIterator<FileStatus> pages = fileSystem().listStatusIterator(directory);
            pages.hasNext();
            return pages;
        } catch (RemoteException unknown) {
            return RemoteIterators.remoteIteratorFromArray(fileSystem().listStatus(directory));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (fileSystem == null) {
            return;
        }
        try {
            fileSystem.close();
        } finally {
            fileSystem = null;
        }
    }

    private Path locate(String path) {
        return new Path(uri.getScheme(), uri.getAuthority(), root + path);
    }

    private synchronized RenamingFileSystem fileSystem() throws IOException {
        if (fileSystem != null) {
            login.renew();
            return fileSystem;
        }
        try {
            fileSystem = new RenamingFileSystem(login.open(uri));
            return fileSystem;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while opening " + uri);
        }
    }

    // the client's own default of 3 is wrong for a cluster that keeps another number; old ones do not tell it over
    // webhdfs:
    private static short replication(FileSystem files, Path file) throws IOException {
        if (HadoopConfiguration.isSetByUser(files.getConf(), "dfs.replication")) {
            return files.getDefaultReplication(file);
        }
        try {
            return files.getServerDefaults(file).getReplication();
        } catch (UnsupportedOperationException | RemoteException untold) {
            return files.getDefaultReplication(file);
        }
    }

    /** Opens to us the rename that overwrites, which Hadoop keeps for subclasses. */
    private static final class RenamingFileSystem extends FilterFileSystem {

        RenamingFileSystem(FileSystem files) {
            super(files);
        }

        @Override
        public void rename(Path source, Path target, Rename... options) throws IOException {
            super.rename(source, target, options);
        }
    }
}
