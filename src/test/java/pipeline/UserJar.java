package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What a user compiles against the pipeline's jar and packs into one of their own. */
final class UserJar {

    private final Path folder;
    private final Map<String, String> classes = new TreeMap<>();
    private final Map<String, String> files = new TreeMap<>();

    /** @param folder for the class files */
    UserJar(Path folder) {
        this.folder = folder;
    }

    /** @param name of the class, with its package */
    UserJar with(String name, String source) {
        classes.put(name, source);
        return this;
    }

    UserJar withFile(String name, String text) {
        files.put(name, text);
        return this;
    }

    void write(Path jar) throws IOException {
        compile();
        try (JarOutputStream packed = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> compiled = Files.walk(folder)) {
            for (Path file : compiled.filter(Files::isRegularFile).toList()) {
                add(packed, folder.relativize(file).toString(), Files.readAllBytes(file));
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                add(packed, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void compile() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-d", folder.toString(), "-cp", PipelineProcess.JAR.toString(), "-proc:none", "-nowarn");
        List<Source> sources = classes.entrySet().stream()
                .map(type -> new Source(type.getKey(), type.getValue()))
                .toList();
        assertThat(compiler.getTask(null, null, null, options, null, sources).call())
                .isTrue();
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(
                    URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension),
                    JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public String getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
