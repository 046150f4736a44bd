package pipeline;

import bitcoin.chain.Block;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import pipeline.avro.BlockFile;
import pipeline.avro.BlockJson;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.NodeServer;
import pipeline.bitcoin.NodeSurvey;
import pipeline.bitcoin.Prevouts;
import pipeline.chain.BlockProperties;
import pipeline.verify.ArchivedFile;
import pipeline.verify.AuditedBlocks;
import pipeline.verify.BlockAudit;
import routes.AskAnyNodeRoute;
import routes.AskNodeRoute;
import routes.AuditFileRoute;
import routes.AuditFilesRoute;
import routes.CallNodeRoute;
import routes.FetchBlockRoute;
import routes.MendHeightRoute;
import routes.PutAsideRoute;
import routes.ReadFileRoute;
import routes.ReadHashesRoute;
import routes.VerifyArchiveRoute;

/** A Camel context with what reading and mending an archive needs, and nothing of the pipeline. */
final class ArchiveContext implements AutoCloseable {

    private final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate routes;
    private final String directory;
    private final BlockJson json = new BlockJson();

    ArchiveContext(Settings settings) throws Exception {
        directory = settings.archive().directory();
        PropertiesComponent properties = (PropertiesComponent) camel.getPropertiesComponent();
        properties.setOverrideProperties(settings.all());
        properties.setEnvironmentVariableMode(0);
        // a file is read once, as it comes
        camel.setStreamCaching(false);
        camel.addComponent("hdfs", Assembly.hdfs(settings.archive()));
        camel.addComponent("http", IngestPart.http());
        camel.addComponent("https", IngestPart.http());
        bind("blockJson", json);
        bind("blockProperties", new BlockProperties());
        bind("blockFile", new BlockFile());
        int parallelism = settings.verify().parallelism();
        add(new ReadFileRoute());
        add(new ReadHashesRoute(parallelism));
        add(new AuditFileRoute());
        add(new AuditFilesRoute(parallelism));
        add(new VerifyArchiveRoute());
        add(new PutAsideRoute());
        camel.start();
        routes = camel.createProducerTemplate();
    }

    /** Makes nodes known; their survey is still to be taken. */
    NodeCalls addNodes(List<URI> urls, Settings.Node node, List<NodeServer> servers) throws Exception {
        urls.forEach(url -> servers.add(new NodeServer(url, node.credentials())));
        for (int number = 0; number < servers.size(); number++) {
            add(new CallNodeRoute(servers.get(number), number));
        }
        add(new AskNodeRoute(servers.size()));
        add(new AskAnyNodeRoute(servers.size()));
        return new NodeCalls(routes);
    }

    /** Makes it possible to mend heights from nodes. */
    void addMending(List<NodeServer> servers, Prevouts prevouts, NodeCalls calls) throws Exception {
        NodeSurvey survey = new NodeSurvey(servers, prevouts, calls);
        survey.take();
        add(new FetchBlockRoute(survey));
        add(new MendHeightRoute());
    }

    private void bind(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
    }

    private void add(RouteBuilder route) throws Exception {
        camel.addRoutes(route);
    }

    String directory() {
        return directory;
    }

    /** Names in the archive's folder, read as they are asked for; none where there is no such folder. */
    @SuppressWarnings("unchecked")
    Iterable<String> names() throws Exception {
        return (Iterable<String>) request("hdfs:" + directory + "?operation=list", null, Map.of());
    }

    /** Content of a file; empty where there is none. */
    Optional<byte[]> read(String name) throws Exception {
        return Optional.ofNullable((byte[]) request("direct:read-file", name, Map.of()));
    }

    void write(String name, byte[] content) throws Exception {
        request("hdfs:" + directory + "?fileName=" + name, content, Map.of());
    }

    /** Takes a file out of the archive and keeps it under another name. */
    void putAside(String name, String keepAs) throws Exception {
        request("direct:put-aside", name, Map.of(MendHeightRoute.KEEP_AS, keepAs));
    }

    /** Fetches a block anew and writes its file; what was there is kept under another name. */
    void mend(BlockHeader header, Optional<String> keepAs) throws Exception {
        request(
                "direct:mend-height",
                header,
                keepAs.<Map<String, Object>>map(name -> Map.of(MendHeightRoute.KEEP_AS, name))
                        .orElse(Map.of()));
    }

    /** Has files audited each by itself, and what is left of them taken in order. */
    void audit(Iterator<List<ArchivedFile>> files, BlockAudit each, AuditedBlocks together) throws Exception {
        request(
                "direct:verify-archive",
                files,
                Map.of(AuditFileRoute.AUDIT, each, VerifyArchiveRoute.TOGETHER, together));
    }

    /** The hash that each file begins with, empty text for none. */
    List<String> hashes(Iterator<List<ArchivedFile>> files) throws Exception {
        List<String> hashes = new ArrayList<>();
        while (files.hasNext()) {
            for (Object hash : (List<?>) request("direct:read-hashes", files.next(), Map.of())) {
                hashes.add((String) hash);
            }
        }
        return hashes;
    }

    /** A file that was read before. */
    Block block(ArchivedFile file) throws IOException {
        try {
            return json.read(new ByteArrayInputStream(read(file.name()).orElseThrow()));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private Object request(String endpoint, Object body, Map<String, Object> properties) throws Exception {
        Exchange answer = routes.request(endpoint, exchange -> {
            exchange.getMessage().setBody(body);
            properties.forEach(exchange::setProperty);
        });
        if (answer.getException() != null) {
            throw answer.getException();
        }
        return answer.getMessage().getBody();
    }

    @Override
    public void close() {
        camel.stop();
    }
}
