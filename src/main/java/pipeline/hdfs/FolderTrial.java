package pipeline.hdfs;

import java.util.OptionalLong;

/**
 * A directory in which a file could be written, renamed and removed.
 *
 * @param place whole path of the directory, or of the nearest one above it where it is still to be made
 * @param free bytes that are left there, before they are copied to several disks; empty where that is not told
 */
public record FolderTrial(String place, OptionalLong free) {}
