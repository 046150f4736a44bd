package pipeline.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** What is in the archive's folder, by name. A million files take two bits each. */
public final class ArchiveListing {

    /** Folder with the blocks of stale branches. */
    private static final String ORPHANS = "orphans";

    private static final String COMPRESSED = ".gz";

    private final BitSet plain = new BitSet();
    private final BitSet compressed = new BitSet();
    private final List<String> extra = new ArrayList<>();
    private long temporary;

    /** Reads the names one by one. */
    public static ArchiveListing of(Iterable<String> names) {
        ArchiveListing listing = new ArchiveListing();
        names.forEach(listing::add);
        return listing;
    }

    private void add(String name) {
        // what begins like this is hidden from Hadoop's and Spark's readers: what is being written, and what verify
        // keeps
        if (name.startsWith(".") || name.startsWith("_")) {
            temporary += name.startsWith(".") ? 1 : 0;
            return;
        }
        ArchivedFile.of(name)
                .ifPresentOrElse(
                        file -> (name.endsWith(COMPRESSED) ? compressed : plain).set(file.height()),
                        () -> addOther(name));
    }

    private void addOther(String name) {
        if (!name.equals(ORPHANS)) {
            extra.add(name);
        }
    }

    /** Heights that have a file. */
    public BitSet heights() {
        BitSet heights = (BitSet) plain.clone();
        heights.or(compressed);
        return heights;
    }

    public boolean has(int height) {
        return plain.get(height) || compressed.get(height);
    }

    /** The file of a height that has one. */
    public ArchivedFile file(int height) {
        ArchivedFile file = ArchivedFile.at(height);
        return plain.get(height) ? file : new ArchivedFile(file.name() + COMPRESSED, height);
    }

    /** Names that have no business there; where a height has two files, the compressed one. */
    public List<String> extra() {
        List<String> all = new ArrayList<>(extra);
        BitSet twice = (BitSet) plain.clone();
        twice.and(compressed);
        twice.stream()
                .mapToObj(height -> ArchivedFile.at(height).name() + COMPRESSED)
                .forEach(all::add);
        return all;
    }

    /** Hidden files: being written, or left behind by a writer that was killed. */
    public long temporary() {
        return temporary;
    }

    /** The files of a range in height order, some at a time. */
    public Iterator<List<ArchivedFile>> files(HeightBounds bounds, int atATime) {
        BitSet heights = heights();
        return new Iterator<>() {
            private int next = heights.nextSetBit(bounds.from());

            @Override
            public boolean hasNext() {
                return next >= 0 && next <= bounds.to();
            }

            @Override
            public List<ArchivedFile> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                List<ArchivedFile> files = new ArrayList<>(atATime);
                while (hasNext() && files.size() < atATime) {
                    files.add(file(next));
                    next = heights.nextSetBit(next + 1);
                }
                return files;
            }
        };
    }
}
