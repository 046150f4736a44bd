package pipeline.hdfs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * The names in a directory, of which there may be a million: read as they are asked for, and anew by each iterator. A directory
 * that is not there is an empty one. An iterator closes the directory when it comes to the end or fails.
 */
final class Names implements Iterable<String> {

    private final Storage storage;
    private final String directory;
    private final String url;

    /** @param url names the file system in errors */
    Names(Storage storage, String directory, String url) {
        this.storage = storage;
        this.directory = directory.isEmpty() ? "/" : directory;
        this.url = url;
    }

    /** @throws UncheckedIOException as {@code hasNext} does, when the file system fails */
    @Override
    public Iterator<String> iterator() {
        return new Reading(open());
    }

    private Stream<String> open() {
        try {
            return storage.list(directory);
        } catch (FileNotFoundException none) {
            return Stream.empty();
        } catch (IOException | RuntimeException e) {
            throw fault(e);
        }
    }

    private UncheckedIOException fault(Exception cause) {
        HdfsListException fault = new HdfsListException(directory, url, cause);
        return new UncheckedIOException(fault.getMessage(), fault);
    }

    private final class Reading implements Iterator<String> {

        private final Stream<String> opened;
        private final Iterator<String> names;

        Reading(Stream<String> opened) {
            this.opened = opened;
            names = opened.iterator();
        }

        @Override
        public boolean hasNext() {
            boolean more = false;
            try {
                more = names.hasNext();
                return more;
            } catch (UncheckedIOException e) {
                if (e.getCause() instanceof FileNotFoundException) {
                    return false;
                }
                throw fault(e.getCause());
            } finally {
                if (!more) {
                    opened.close();
                }
            }
        }

        @Override
        public String next() {
            return names.next();
        }
    }
}
