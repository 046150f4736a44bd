package pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run without settings archives.
 *
 * @param folder in which the pipeline runs
 */
record LocalArchive(Path folder) {

    /** The file of a block, which need not be there yet. */
    Path file(int height) {
        return folder.resolve("data/hdfs/user/" + System.getProperty("user.name") + "/data/bronze/blocks")
                .resolve("block_" + height + ".json");
    }

    JsonNode read(int height) {
        try {
            return CoreChain.parse(Files.readAllBytes(file(height)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files of the file system that the archive is in, whatever their names, but not the tables; none where it is not there. */
    List<Path> files() {
        Path root = folder.resolve("data/hdfs");
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(file(0).getParent().resolveSibling("silver")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When each file was written last. */
    Map<Path, FileTime> modificationTimes() throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        for (Path file : files()) {
            times.put(file, Files.getLastModifiedTime(file));
        }
        return times;
    }
}
