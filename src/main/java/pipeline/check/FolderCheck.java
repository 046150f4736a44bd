package pipeline.check;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import pipeline.hdfs.FolderTrial;
import pipeline.hdfs.HdfsComponent;
import pipeline.hdfs.HdfsWriteException;
import pipeline.hdfs.StorageAdvice;

/**
 * Whether files can be written into a folder of the archive's file system.
 *
 * @param name what it is for
 * @param path whole path for a person
 * @param directory inside the file system
 * @param setting that names it
 */
public record FolderCheck(String name, String path, HdfsComponent hdfs, String directory, String setting)
        implements Check {

    /** The files of about two days of full blocks, each 840 MB as JSON. */
    private static final long LITTLE = 2L * 1024 * 1024 * 1024;

    @Override
    public String what() {
        return name;
    }

    @Override
    public String advice() {
        return "Start the NameNode, or correct hdfs.url";
    }

    @Override
    public List<Row> look() {
        try {
            return List.of(row(hdfs.tryDirectory(directory)));
        } catch (HdfsWriteException e) {
            return List.of(Row.fail(name, Checks.reason(e), StorageAdvice.on(e, setting)));
        }
    }

    private Row row(FolderTrial trial) {
        boolean isThere = trial.place().endsWith(directory.replaceAll("/+$", ""));
        String where = isThere ? "" : " in " + trial.place() + ", where the folder will be made";
        String found = path + ": a file was written, renamed and removed" + where + "; free " + told(trial.free());
        if (trial.free().orElse(Long.MAX_VALUE) < LITTLE) {
            return Row.warn(
                    name, found, "Make space: a day of full blocks takes a gigabyte (hdfs.url, " + setting + ")");
        }
        return Row.ok(name, found);
    }

    private static String told(OptionalLong bytes) {
        return bytes.isEmpty() ? "not told" : String.format(Locale.ROOT, "%.1f GB", bytes.getAsLong() / 1e9);
    }
}
