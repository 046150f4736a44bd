package pipeline.hdfs;

import java.io.IOException;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Who this process is to Hadoop. Without Kerberos that is whoever it says. With Kerberos it logs in from its keytab or, where
 * it has none, uses the ticket that {@code kinit} left; another user is then acted for as a proxy. Hadoop keeps in static fields
 * whether there is Kerberos: all components of a JVM have it or none.
 */
final class HadoopLogin {

    private final HadoopAccess access;
    private UserGroupInformation keytabUser;

    HadoopLogin(HadoopAccess access) {
        this.access = access;
    }

    /** Opens a file system of our own: a shared one is closed by whoever else shares it. */
    FileSystem open(URI uri) throws IOException, InterruptedException {
        Configuration configuration = access.configuration();
        if (!HadoopAccess.isKerberos(configuration)) {
            // not Hadoop's way to find the system user, which fails for a number without a name, as containers have
            return FileSystem.newInstance(uri, configuration, access.user().orElse(System.getProperty("user.name")));
        }
        UserGroupInformation.setConfiguration(configuration);
        PrivilegedExceptionAction<FileSystem> open = () -> FileSystem.newInstance(uri, configuration);
        return actingFor(authenticated()).doAs(open);
    }

    /** Logs in anew when most of the ticket's life is over; Hadoop does that by itself only for a login of the whole JVM. */
    void renew() throws IOException {
        if (keytabUser != null) {
            keytabUser.checkTGTAndReloginFromKeytab();
        }
    }

    private UserGroupInformation authenticated() throws IOException {
        if (access.keytab().isEmpty()) {
            return UserGroupInformation.getLoginUser();
        }
        Keytab keytab = access.keytab().get();
        keytabUser = UserGroupInformation.loginUserFromKeytabAndReturnUGI(
                keytab.principal(), keytab.file().toString());
        return keytabUser;
    }

    private UserGroupInformation actingFor(UserGroupInformation authenticated) {
        return access.user()
                .filter(user -> !user.equals(authenticated.getShortUserName()))
                .map(user -> UserGroupInformation.createProxyUser(user, authenticated))
                .orElse(authenticated);
    }
}
