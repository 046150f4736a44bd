package pipeline.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.minikdc.MiniKdc;

/**
 * A KDC in this process and a NameNode, in its own, that takes nobody without a ticket. There is no DataNode: files must be
 * empty. Alice may act for bob. Permissions do not hold.
 */
public final class KerberosServers implements AutoCloseable {

    private static final String REALM = "@EXAMPLE.COM";
    private static final String NAME_NODE = "org.apache.hadoop.hdfs.server.namenode.NameNode";
    private static final Duration START = Duration.ofSeconds(60);

    private final HdfsSettings settings = HdfsSettings.write();
    private final Path keytab = settings.directory().resolve("keytab");
    private final MiniKdc kdc;
    private JavaProcess nameNode;

    private KerberosServers() throws Exception {
        kdc = new MiniKdc(MiniKdc.createConf(), settings.directory().toFile());
    }

    /** Returns when files can be written. */
    public static KerberosServers start() throws Exception {
        KerberosServers servers = new KerberosServers();
        try {
            servers.open();
            return servers;
        } catch (Exception | Error e) {
            servers.close();
            throw e;
        }
    }

    private void open() throws Exception {
        kdc.start();
        kdc.createPrincipal(keytab.toFile(), "alice", "hdfs/localhost", "HTTP/localhost");
        settings.add("core-site.xml", core());
        settings.add("hdfs-site.xml", nameNode());
        JavaProcess format = launch("-format", "-nonInteractive");
        if (format.awaitExit(START) != 0) {
            throw new AssertionError(format.output());
        }
        nameNode = launch();
        nameNode.awaitOutput("Leaving safe mode", START);
        nameNode.awaitPort(settings.port(), START);
    }

    public String url() {
        return "hdfs://127.0.0.1:" + settings.port();
    }

    /** For clients too. */
    public Path configDirectory() {
        return settings.directory();
    }

    /** In the keytab. */
    public String alice() {
        return "alice" + REALM;
    }

    public Path keytab() {
        return keytab;
    }

    private static Map<String, String> core() {
        return Map.of(
                "hadoop.security.authentication", "kerberos",
                "hadoop.security.authorization", "true",
                "hadoop.proxyuser.alice.users", "bob",
                "hadoop.proxyuser.alice.hosts", "*");
    }

    private Map<String, String> nameNode() {
        Map<String, String> values = new TreeMap<>();
        values.put("dfs.namenode.kerberos.principal", "hdfs/localhost" + REALM);
        values.put("dfs.namenode.keytab.file", keytab.toString());
        values.put("dfs.web.authentication.kerberos.principal", "HTTP/localhost" + REALM);
        values.put("dfs.web.authentication.kerberos.keytab", keytab.toString());
        values.put("dfs.block.access.token.enable", "true");
        values.put("dfs.permissions.enabled", "false");
        return values;
    }

    private JavaProcess launch(String... arguments) {
        List<String> command = List.of(
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.security.krb5.conf=" + kdc.getKrb5conf(),
                "-cp",
                settings.classPath(),
                NAME_NODE);
        return JavaProcess.start(
                "kerberos-namenode",
                settings.directory(),
                Stream.concat(command.stream(), Arrays.stream(arguments)).toList());
    }

    @Override
    public void close() {
        if (nameNode != null) {
            nameNode.close();
        }
        kdc.stop();
    }
}
