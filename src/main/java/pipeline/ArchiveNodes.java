package pipeline;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.NodeSurvey;
import pipeline.bitcoin.Prevouts;

/**
 * The nodes that an archive is compared with and mended from.
 *
 * @param network that all of them are on
 */
record ArchiveNodes(NodeCalls calls, List<NodeServer> servers, Network network) {

    /** @throws NodeException when one does not answer, or they are on different networks */
    static ArchiveNodes of(ArchiveContext archive, List<URI> urls, Settings.Node settings) throws Exception {
        List<NodeServer> servers = new ArrayList<>();
        NodeCalls calls = archive.addNodes(urls, settings, servers);
        NodeSurvey survey = new NodeSurvey(servers, Prevouts.NONE, calls);
        survey.take();
        return new ArchiveNodes(calls, servers, survey.network());
    }
}
