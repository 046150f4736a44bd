package pipeline.hdfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** A file in which a user sets up Hadoop's client. */
enum SiteFile {
    CORE("core-site.xml"),
    HDFS("hdfs-site.xml");

    private final String fileName;

    SiteFile(String fileName) {
        this.fileName = fileName;
    }

    void write(Path folder, Map<String, String> values) throws IOException {
        String properties = values.entrySet().stream()
                .map(entry -> "<property><name>%s</name><value>%s</value></property>"
                        .formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
        Files.writeString(folder.resolve(fileName), "<configuration>" + properties + "</configuration>");
    }
}
