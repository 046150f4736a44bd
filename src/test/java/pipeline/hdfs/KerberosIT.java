package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.kerby.kerberos.kerb.keytab.Keytab;
import org.apache.kerby.kerberos.kerb.keytab.KeytabEntry;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pipeline.servers.KerberosServers;

/** The component over a NameNode that takes nobody without a ticket. */
class KerberosIT {

    private static KerberosServers servers;

    @BeforeAll
    static void startServers() throws Exception {
        servers = KerberosServers.start();
    }

    @AfterAll
    static void stopServers() {
        servers.close();
        // it stands in static fields, and other tests of this JVM have no Kerberos
        UserGroupInformation.reset();
        UserGroupInformation.setConfiguration(new Configuration());
    }

    @Test
    void writes_as_the_one_who_logs_in_from_the_keytab() throws Exception {
        try (HdfsRoute route = new HdfsRoute(servers.url(), KerberosIT::login)) {
            route.write("hdfs:/lake?fileName=a", "");
        }

        assertThat(status("/lake/a").getOwner()).isEqualTo("alice");
    }

    @Test
    void acts_for_a_user_that_is_set_as_its_proxy() throws Exception {
        try (HdfsRoute route = new HdfsRoute(servers.url(), component -> {
            login(component);
            component.setUser("bob");
        })) {
            route.write("hdfs:/lake?fileName=b", "");
        }

        assertThat(status("/lake/b").getOwner()).isEqualTo("bob");
    }

    @Test
    void says_that_it_may_not_act_for_another() throws Exception {
        try (HdfsRoute route = new HdfsRoute(servers.url(), component -> {
            login(component);
            component.setUser("carol");
        })) {
            assertThatThrownBy(() -> route.write("hdfs:/lake?fileName=c", ""))
                    .isInstanceOf(HdfsWriteException.class)
                    .hasMessageStartingWith("Cannot write /lake/c to " + servers.url() + " (hdfs.url): ")
                    .hasMessageContaining("is not allowed to impersonate carol");
        }
    }

    @Test
    void without_a_login_nothing_is_written() throws Exception {
        try (HdfsRoute route = new HdfsRoute(
                servers.url(),
                component ->
                        component.setConfigDirectory(servers.configDirectory().toString()))) {
            assertThatThrownBy(() -> route.write("hdfs:/lake?fileName=d", ""))
                    .isInstanceOf(HdfsWriteException.class)
                    .hasMessageContaining("AccessControlException: Client cannot authenticate via:[TOKEN, KERBEROS]");
        }
    }

    /** A login that is done again finds that the keytab is gone. */
    @Test
    void logs_in_anew_before_the_ticket_ends(@TempDir Path folder) throws Exception {
        Path keytab = Files.copy(servers.keytab(), folder.resolve("keytab"));
        try (HdfsRoute route = new HdfsRoute(servers.url(), component -> {
            login(component);
            component.setKerberosKeytabFile(keytab.toString());
        })) {
            route.write("hdfs:/lake?fileName=e", "");
            Files.delete(keytab);
            route.write("hdfs:/lake?fileName=e", "");

            UserGroupInformation.setShouldRenewImmediatelyForTests(true);
            assertThatThrownBy(() -> route.write("hdfs:/lake?fileName=e", ""))
                    .isInstanceOf(HdfsWriteException.class)
                    .hasMessageContaining("(hdfs.url): KerberosAuthException: ");

            Files.copy(servers.keytab(), keytab);
            route.write("hdfs:/lake?fileName=e", "");
        } finally {
            UserGroupInformation.setShouldRenewImmediatelyForTests(false);
        }
    }

    @Test
    void a_keytab_is_refused_without_the_principals_key_or_a_configuration_that_asks_for_it(@TempDir Path folder)
            throws Exception {
        String keytab = servers.keytab().toString();
        Optional<Path> secured = Optional.of(servers.configDirectory());
        HdfsComponent.requireLogin(servers.alice(), keytab, secured);

        assertThatThrownBy(() -> HdfsComponent.requireLogin("mallory@EXAMPLE.COM", keytab, secured))
                .hasMessage(keytab + " (hdfs.kerberos.keytab-file) holds no key of mallory@EXAMPLE.COM"
                        + " (hdfs.kerberos.principal)");

        SiteFile.CORE.write(folder, Map.of("fs.defaultFS", servers.url()));
        assertThatThrownBy(() -> HdfsComponent.requireLogin(servers.alice(), keytab, Optional.of(folder)))
                .hasMessageContaining("hadoop.security.authentication=kerberos: set hdfs.config-directory");
    }

    @Test
    void advice_names_the_setting_that_keeps_it_out(@TempDir Path folder) throws Exception {
        assertThat(advice(component -> {
                    login(component);
                    component.setUser("carol");
                }))
                .contains("Unset hdfs.user", "hadoop.proxyuser");
        assertThat(advice(component ->
                        component.setConfigDirectory(servers.configDirectory().toString())))
                .contains("Set hdfs.kerberos.principal and hdfs.kerberos.keytab-file");
        Path wrong = withOtherKeys(folder.resolve("keytab"));
        assertThat(advice(component -> {
                    login(component);
                    component.setKerberosKeytabFile(wrong.toString());
                }))
                .contains("Correct hdfs.kerberos.principal and hdfs.kerberos.keytab-file");
    }

    private static String advice(Consumer<HdfsComponent> options) {
        HdfsComponent component = new HdfsComponent();
        component.setUrl(servers.url());
        options.accept(component);
        try {
            component.tryDirectory("/lake");
        } catch (HdfsWriteException e) {
            return StorageAdvice.on(e, "archive.directory");
        }
        throw new AssertionError("It was let in");
    }

    /** A keytab for alice as an administrator leaves it behind who has made new keys since. */
    private static Path withOtherKeys(Path file) throws IOException {
        Keytab right = Keytab.loadKeytab(servers.keytab().toFile());
        Keytab wrong = new Keytab();
        for (KeytabEntry entry : right.getKeytabEntries(new PrincipalName(servers.alice()))) {
            byte[] key = entry.getKey().getKeyData().clone();
            key[0] ^= 1;
            wrong.addEntry(new KeytabEntry(
                    entry.getPrincipal(),
                    entry.getTimestamp(),
                    entry.getKvno(),
                    new EncryptionKey(entry.getKey().getKeyType(), key)));
        }
        wrong.store(file.toFile());
        return file;
    }

    private static void login(HdfsComponent component) {
        component.setConfigDirectory(servers.configDirectory().toString());
        component.setKerberosPrincipal(servers.alice());
        component.setKerberosKeytabFile(servers.keytab().toString());
    }

    private static HadoopAccess access() {
        return new HadoopAccess(
                Optional.of(servers.configDirectory()),
                Optional.empty(),
                pipeline.hdfs.Keytab.of(servers.alice(), servers.keytab().toString()));
    }

    private static FileStatus status(String path) throws Exception {
        try (FileSystem files = new HadoopLogin(access()).open(URI.create(servers.url()))) {
            return files.getFileStatus(new org.apache.hadoop.fs.Path(path));
        }
    }
}
