package pipeline.chain;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeAnswer;
import pipeline.bitcoin.NodeCall;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeQuestion;
import pipeline.bitcoin.NodeRequest;
import pipeline.bitcoin.RpcDialect;
import pipeline.embedded.SampleNode;

/** Asks a sample node over RPC, without the routes. */
record SampleNodeClient(SampleNode server, HttpClient http) implements Node {

    SampleNodeClient(SampleNode server) {
        this(server, HttpClient.newHttpClient());
    }

    @Override
    public <T> T ask(NodeQuestion<T> question) throws NodeException, BadBlockException {
        NodeCall<T> call = question.in(new RpcDialect());
        NodeRequest request = call.request();
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create(server.url()).resolve(request.path()))
                            .POST(BodyPublishers.ofString(request.body()))
                            .build(),
                    BodyHandlers.ofByteArray());
            return call.reader().read(new NodeAnswer(response.statusCode(), response.body()));
        } catch (IOException | InterruptedException e) {
            throw new NodeException("No answer", e);
        }
    }
}
