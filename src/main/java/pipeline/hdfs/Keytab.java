package pipeline.hdfs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;

/**
 * Who logs in to Kerberos, and with which keys.
 *
 * @param principal with its realm
 * @param file holds a key of the principal, or did when this was made
 */
record Keytab(String principal, Path file) {

    /**
     * @param principal blank where there is no login, and then the file is so too
     * @throws IllegalArgumentException when the two do not make a login; it names the setting
     */
    static Optional<Keytab> of(String principal, String file) {
        if (isBlank(principal) && isBlank(file)) {
            return Optional.empty();
        }
        if (isBlank(file)) {
            throw new IllegalArgumentException("hdfs.kerberos.principal needs hdfs.kerberos.keytab-file");
        }
        if (isBlank(principal)) {
            throw new IllegalArgumentException("hdfs.kerberos.keytab-file needs hdfs.kerberos.principal");
        }
        Keytab keytab = new Keytab(principal.strip(), Path.of(file.strip()));
        keytab.requireKey();
        return Optional.of(keytab);
    }

    private void requireKey() {
        if (!principal.contains("@")) {
            throw new IllegalArgumentException(
                    principal + " (hdfs.kerberos.principal) has no realm: write name@REALM or name/host@REALM");
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("Cannot read " + file + " (hdfs.kerberos.keytab-file)");
        }
        if (KeyTab.getUnboundInstance(file.toFile()).getKeys(new KerberosPrincipal(principal)).length == 0) {
            throw new IllegalArgumentException(
                    file + " (hdfs.kerberos.keytab-file) holds no key of " + principal + " (hdfs.kerberos.principal)");
        }
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
