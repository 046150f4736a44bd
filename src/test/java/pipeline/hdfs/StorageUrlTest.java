package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageUrlTest {

    @ParameterizedTest
    @CsvSource({
        "hdfs://host:8020,           hdfs,     host:8020, ''",
        "hdfs://host:8020/,          hdfs,     host:8020, ''",
        "hdfs://nameservice1/lake/,  hdfs,     nameservice1, /lake",
        "webhdfs://host:9870,        webhdfs,  host:9870, ''",
        "http://host:9870,           webhdfs,  host:9870, ''",
        "HTTP://host:9870/,          webhdfs,  host:9870, ''",
        "https://host:9871,          swebhdfs, host:9871, ''",
        "file:/tmp/x,                file,     ,          /tmp/x",
        "file:///tmp/x,              file,     ,          /tmp/x",
        "file:/tmp/a%20b/../c d,     file,     ,          /tmp/c d",
    })
    void understands_each_form(String url, String scheme, String authority, String path) {
        assertThat(parse(url)).isEqualTo(new StorageUrl(url, scheme, authority, path));
    }

    @Test
    void a_relative_file_url_is_relative_to_the_working_directory() {
        Path expected = Path.of("").toAbsolutePath().resolve("data/hdfs");

        assertThat(parse("file:data/hdfs").path()).isEqualTo(expected.toString());
    }

    private static StorageUrl parse(String url) {
        return StorageUrl.parse(url, HadoopAccess.byDefault().configuration());
    }
}
