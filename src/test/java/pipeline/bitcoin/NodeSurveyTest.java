package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeSurveyTest {

    private static final String CHAIN =
            """
            {"chain":"%s","blocks":9,"headers":9,"bestblockhash":"ab","chainwork":"01","pruneheight":%d}""";

    @Test
    void auto_turns_prevouts_on_only_where_every_node_serves_them_cheaply() throws Exception {
        FakeNode old = new FakeNode("main", 0, true, false);
        FakeNode recent = new FakeNode("main", 0, true, true);
        FakeNode withoutRest = new FakeNode("main", 0, false, false);
        assertThat(survey(Prevouts.AUTO, recent, recent).withPrevouts()).isTrue();
        assertThat(survey(Prevouts.AUTO, recent, old).withPrevouts()).isFalse();
        assertThat(survey(Prevouts.AUTO, withoutRest).withPrevouts()).isFalse();
        assertThat(survey(Prevouts.REQUIRED, withoutRest).withPrevouts()).isTrue();
        assertThat(survey(Prevouts.NONE, recent).withPrevouts()).isFalse();
    }

    @Test
    void the_lowest_height_is_that_of_the_node_that_has_most() throws Exception {
        assertThat(survey(Prevouts.NONE, new FakeNode("main", 700, true, true), new FakeNode("main", 500, true, true))
                        .lowestHeight())
                .isEqualTo(500);
    }

    @Test
    void the_network_is_that_of_the_nodes() throws Exception {
        assertThat(survey(Prevouts.NONE, new FakeNode("signet", 0, true, true)).network())
                .isEqualTo(Network.SIGNET);
    }

    @Test
    void nodes_of_two_networks_are_told() {
        assertThatThrownBy(() ->
                        survey(Prevouts.NONE, new FakeNode("main", 0, true, true), new FakeNode("test", 0, true, true)))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("different networks: main and test");
    }

    private static NodeSurvey survey(Prevouts wish, FakeNode... nodes) throws Exception {
        List<NodeServer> servers = IntStream.range(0, nodes.length)
                .mapToObj(number -> new NodeServer(URI.create("http://node-" + number + "/"), Credentials.none()))
                .toList();
        NodeSurvey survey = new NodeSurvey(servers, wish, new NodeSurvey.NodeCaller() {
            @Override
            public <T> T call(int number, NodeQuestion<T> question) throws NodeException, BadBlockException {
                NodeCall<T> call = question.in(servers.get(number).dialect());
                return call.reader().read(nodes[number].answer(call.request()));
            }
        });
        survey.take();
        return survey;
    }

    /** Answers what the survey asks, as Bitcoin Core does. */
    private record FakeNode(String chain, int pruneHeight, boolean rest, boolean spentOutputs) {

        NodeAnswer answer(NodeRequest request) {
            String info = CHAIN.formatted(chain, pruneHeight);
            if (request.body() != null) {
                return answer(200, "{\"result\":" + info + ",\"error\":null,\"id\":0}");
            }
            boolean asksChain = request.path().equals("/rest/chaininfo.json");
            if (asksChain && rest) {
                return answer(200, info);
            }
            return answer(404, !asksChain && spentOutputs ? "00 not found\r\n" : "");
        }

        private static NodeAnswer answer(int status, String body) {
            return new NodeAnswer(status, body.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
