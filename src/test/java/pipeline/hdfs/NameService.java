package pipeline.hdfs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import pipeline.servers.HdfsServer;
import pipeline.servers.JavaProcess;

/**
 * A name service {@code blocks} of two NameNodes, of which the first is dead.
 *
 * @param address of the second, for Hadoop's protocol
 * @param webAddress the same for HTTP
 */
record NameService(String address, String webAddress) {

    static NameService of(HdfsServer server) {
        return new NameService(
                URI.create(server.url()).getAuthority(),
                URI.create(server.webUrl()).getAuthority());
    }

    static NameService dead() {
        return new NameService(nobody(), nobody());
    }

    void write(Path folder) throws IOException {
        SiteFile.HDFS.write(
                folder,
                Map.of(
                        "dfs.nameservices",
                        "blocks",
                        "dfs.ha.namenodes.blocks",
                        "nn1,nn2",
                        "dfs.namenode.rpc-address.blocks.nn1",
                        nobody(),
                        "dfs.namenode.rpc-address.blocks.nn2",
                        address,
                        "dfs.namenode.http-address.blocks.nn1",
                        nobody(),
                        "dfs.namenode.http-address.blocks.nn2",
                        webAddress,
                        "dfs.client.failover.proxy.provider.blocks",
                        "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider"));
    }

    private static String nobody() {
        return "127.0.0.1:" + JavaProcess.freePort();
    }
}
