package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    @TempDir
    private Path directory;

    @Test
    void a_user_and_a_password_make_a_basic_authorization() throws Exception {
        // RFC 7617, section 2
        assertThat(Credentials.of("Aladdin", "open sesame").authorization())
                .contains("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(Credentials.none().authorization()).isEmpty();
    }

    @Test
    void the_cookie_is_read_again_only_after_it_was_refused() throws Exception {
        Path cookie = Files.writeString(directory.resolve(".cookie"), "Aladdin:open sesame\n");
        Credentials credentials = Credentials.cookie(cookie);
        assertThat(credentials.authorization()).contains("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");

        Files.writeString(cookie, "__cookie__:1");
        assertThat(credentials.authorization()).contains("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        credentials.refused();
        assertThat(credentials.authorization()).contains("Basic X19jb29raWVfXzox");
    }

    @Test
    void a_cookie_that_is_not_there_names_the_setting_and_can_come_later() throws Exception {
        Path cookie = directory.resolve(".cookie");
        Credentials credentials = Credentials.cookie(cookie);
        assertThatThrownBy(credentials::authorization)
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("bitcoin.rpc.cookie-file");
        Files.writeString(cookie, "__cookie__:1");
        assertThat(credentials.authorization()).isPresent();
    }
}
