package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a file that is there, on this machine's file system. */
class HdfsFileExistTest {

    private static final String FAILING = "hdfs:/blocks?fileName=a&fileExist=Fail";
    private static final String IGNORING = "hdfs:/blocks?fileName=a&fileExist=Ignore";

    @TempDir
    private Path root;

    private HdfsRoute route;

    @BeforeEach
    void open() {
        route = new HdfsRoute("file:" + root);
    }

    @AfterEach
    void close() {
        route.close();
    }

    @Test
    void fail_names_the_file_and_leaves_it() throws Exception {
        route.write(FAILING, "first");

        assertThatThrownBy(() -> route.write(FAILING, "second"))
                .isInstanceOf(HdfsFileExistsException.class)
                .hasMessage("Cannot write /blocks/a to file:" + root
                        + " (hdfs.url): a file of that name is there, and only fileExist=Override replaces it");
        assertOnly("first");
    }

    @Test
    void ignore_leaves_the_file_and_goes_on() throws Exception {
        Exchange written = route.write(IGNORING, "first");
        Exchange left = route.write(IGNORING, "second");

        assertThat(written.getMessage().getHeader(HdfsConstants.BYTES)).isEqualTo(5L);
        assertThat(left.getMessage().getHeaders())
                .containsEntry(HdfsConstants.PATH, "/blocks/a")
                .doesNotContainKey(HdfsConstants.BYTES);
        assertOnly("first");
    }

    @Test
    void a_file_that_comes_while_the_body_is_written_is_not_replaced() throws Exception {
        Object body = Bodies.writingItself(output -> {
            output.write('x');
            Files.writeString(root.resolve("blocks/a"), "other");
        });

        assertThatThrownBy(() -> route.write(FAILING, body)).isInstanceOf(HdfsFileExistsException.class);
        assertOnly("other");

        Files.delete(root.resolve("blocks/a"));
        assertThat(route.write(IGNORING, body).getMessage().getHeaders()).doesNotContainKey(HdfsConstants.BYTES);
        assertOnly("other");
    }

    @Test
    void of_concurrent_writers_that_meet_at_the_rename_one_wins() throws Exception {
        Rivals rivals = Rivals.write(8, body -> route.write(FAILING, body));

        assertThat(rivals.winners()).hasSize(1);
        assertOnly(rivals.winners().get(0));
    }

    @ParameterizedTest
    @EnumSource(names = "Override", mode = EnumSource.Mode.EXCLUDE)
    void to_keep_what_is_never_replaced_is_refused(FileExist policy) {
        assertThatThrownBy(() -> route.write("hdfs:/blocks?fileName=a&keepReplaced=b&fileExist=" + policy, "x"))
                .rootCause()
                .hasMessage("keepReplaced and fileExist=" + policy + " contradict each other: nothing is replaced");
    }

    private void assertOnly(String content) {
        assertThat(root.resolve("blocks/a")).hasContent(content);
        assertThat(root.resolve("blocks").toFile().list()).containsExactly("a");
    }
}
