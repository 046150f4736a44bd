package pipeline.bitcoin;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** REST, which sends blocks as they lie on the node's disk and needs no credentials; RPC for what it does not serve. */
final class RestDialect implements NodeDialect {

    /** What a node whose RPC is not for us answers. */
    private static final Set<Integer> CLOSED = Set.of(401, 403, 404, 405);

    private final NodeDialect rpc = new RpcDialect();
    private final Set<NodeService> services;

    RestDialect(Set<NodeService> services) {
        this.services = services;
    }

    @Override
    public NodeCall<ChainInfo> chainInfo() {
        return new NodeCall<>(NodeRequest.get("/rest/chaininfo.json"), answer -> HeaderJson.chainInfo(json(answer)));
    }

    @Override
    public NodeCall<List<String>> hashes(long from, int count) {
        return new NodeCall<>(
                NodeRequest.get("/rest/blockhashbyheight/" + from + ".json"),
                answer -> List.of(AnswerCheck.field(json(answer), "blockhash").asText()));
    }

    @Override
    public NodeCall<List<BlockHeader>> headers(List<String> hashes, int count) {
        NodeRequest request = new NodeRequest("/rest/headers/" + hashes.get(0) + ".json", "count=" + count, null);
        return new NodeCall<>(request, answer -> {
            List<BlockHeader> headers = new ArrayList<>();
            for (JsonNode header : json(answer)) {
                headers.add(HeaderJson.header(header));
            }
            return headers;
        });
    }

    /** By RPC, if that is open: REST answers the same of a stale block as of an unknown one. */
    @Override
    public NodeCall<Optional<BlockHeader>> header(String hash) {
        NodeCall<Optional<BlockHeader>> call = rpc.header(hash);
        return new NodeCall<>(
                call.request(),
                answer -> CLOSED.contains(answer.status())
                        ? Optional.empty()
                        : call.reader().read(answer));
    }

    @Override
    public NodeCall<byte[]> rawBlock(String hash) {
        return new NodeCall<>(NodeRequest.get("/rest/block/" + hash + ".bin"), RestDialect::bytes);
    }

    @Override
    public NodeCall<List<List<SpentOutput>>> spentOutputs(String hash) {
        return services.contains(NodeService.SPENT_OUTPUTS)
                ? new NodeCall<>(
                        NodeRequest.get("/rest/spenttxouts/" + hash + ".bin"),
                        answer -> SpentOutputs.ofBinary(bytes(answer)))
                : rpc.spentOutputs(hash);
    }

    private static JsonNode json(NodeAnswer answer) throws NodeException {
        return AnswerCheck.json(new NodeAnswer(answer.status(), bytes(answer)));
    }

    private static byte[] bytes(NodeAnswer answer) throws NodeException {
        AnswerCheck.refused(answer);
        if (answer.status() == 404) {
            throw AnswerCheck.noBlock(new String(answer.body(), StandardCharsets.UTF_8).strip());
        }
        if (answer.status() != 200) {
            throw AnswerCheck.unexpected(answer);
        }
        return answer.body();
    }
}
