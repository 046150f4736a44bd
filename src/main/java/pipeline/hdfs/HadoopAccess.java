package pipeline.hdfs;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;

/**
 * How to reach Hadoop, beside the url.
 *
 * @param configDirectory with a core-site.xml, an hdfs-site.xml, or both
 * @param user whom to act as; with Kerberos, a user for whom the one who logs in may act
 * @param keytab to log in with
 */
record HadoopAccess(Optional<Path> configDirectory, Optional<String> user, Optional<Keytab> keytab) {

    /** @throws IllegalArgumentException when the parts do not fit together; it names the setting */
    HadoopAccess {
        configDirectory.ifPresent(HadoopConfiguration::requireReadable);
        if (keytab.isPresent() && !isKerberos(HadoopConfiguration.create(configDirectory))) {
            throw new IllegalArgumentException("hdfs.kerberos.principal needs a core-site.xml that says"
                    + " hadoop.security.authentication=kerberos: set hdfs.config-directory");
        }
    }

    /** As the system user, with what is on the class path. */
    static HadoopAccess byDefault() {
        return new HadoopAccess(Optional.empty(), Optional.empty(), Optional.empty());
    }

    Configuration configuration() {
        return HadoopConfiguration.create(configDirectory);
    }

    static boolean isKerberos(Configuration configuration) {
        return SecurityUtil.getAuthenticationMethod(configuration) == AuthenticationMethod.KERBEROS;
    }
}
