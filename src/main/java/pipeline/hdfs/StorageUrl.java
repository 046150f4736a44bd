package pipeline.hdfs;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The setting {@code hdfs.url}, understood: which file system, and which of its directories stands for {@code /}.
 *
 * @param text as the user wrote it, for messages
 * @param scheme {@code file}, {@code hdfs}, {@code webhdfs} or another that Hadoop knows
 * @param authority host and port, or whatever the scheme has in their place; null when there is none
 * @param path the directory that stands for {@code /}
 */
record StorageUrl(String text, String scheme, String authority, String path) {

    private static final Map<String, String> WEB_SCHEMES = Map.of("http", "webhdfs", "https", "swebhdfs");
    private static final Set<String> HDFS_SCHEMES = Set.of("hdfs", "webhdfs", "swebhdfs");

    /**
     * @param hadoop what tells which file systems there are
     * @throws IllegalArgumentException when no file system can be meant; it names the setting
     */
    static StorageUrl parse(String text, Configuration hadoop) {
        if (text == null || text.isBlank()) {
            throw malformed("", "it is empty");
        }
        String url = text.strip();
        int colon = url.indexOf(':');
        if (colon < 1) {
            throw malformed(url, "it has no scheme");
        }
        String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (scheme.equals("file")) {
            return local(url, url.substring(colon + 1));
        }
        return remote(url, WEB_SCHEMES.getOrDefault(scheme, scheme), hadoop);
    }

    Storage storage(HadoopAccess access) {
        if (scheme.equals("file")) {
            return new LocalStorage(Path.of(path));
        }
        return new HadoopStorage(URI.create(scheme + "://" + (authority == null ? "" : authority) + "/"), path, access);
    }

    // what follows file: is a plain path, not an encoded one, so that it may be relative and have spaces
    private static StorageUrl local(String url, String path) {
        String directory = path.replaceFirst("^//(?=/)", "");
        if (directory.startsWith("//")) {
            throw malformed(url, "a file: url has no host; write file:/directory or file:directory");
        }
        try {
            return new StorageUrl(
                    url,
                    "file",
                    null,
                    Path.of(directory).toAbsolutePath().normalize().toString());
        } catch (InvalidPathException e) {
            throw malformed(url, e.getReason());
        }
    }

    private static StorageUrl remote(String url, String scheme, Configuration hadoop) {
        URI uri = uri(url);
        String login = uri.getRawUserInfo();
        if (login != null && login.contains(":")) {
            throw malformed(scheme + "://…", "a url may hold no password");
        }
        if (HDFS_SCHEMES.contains(scheme) && uri.getRawAuthority() == null) {
            throw malformed(url, "it has no host");
        }
        requireKnown(url, scheme, hadoop);
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("/+$", "");
        return new StorageUrl(url, scheme, uri.getRawAuthority(), path);
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw malformed(url, e.getReason());
        }
    }

    private static void requireKnown(String url, String scheme, Configuration hadoop) {
        try {
            FileSystem.getFileSystemClass(scheme, hadoop);
        } catch (IOException | RuntimeException e) {
            throw malformed(url, "Hadoop knows no " + scheme + ": here; if it is not misspelt, put its jars into lib/");
        }
    }

    private static IllegalArgumentException malformed(String url, String reason) {
        return new IllegalArgumentException("Cannot use '" + url + "' as a file system (hdfs.url): " + reason
                + ". Examples: file:data/hdfs, hdfs://host:8020, webhdfs://host:9870");
    }
}
