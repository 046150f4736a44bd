package pipeline.bitcoin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** JSON-RPC, as every node serves it. */
public final class RpcDialect implements NodeDialect {

    private static final int WITH_PREVOUTS = 3;

    @Override
    public NodeCall<ChainInfo> chainInfo() {
        return new NodeCall<>(
                JsonRpc.request("getblockchaininfo"), answer -> HeaderJson.chainInfo(JsonRpc.result(answer)));
    }

    @Override
    public NodeCall<List<String>> hashes(long from, int count) {
        List<Long> heights = LongStream.range(from, from + count).boxed().toList();
        return new NodeCall<>(JsonRpc.batch("getblockhash", heights), answer -> JsonRpc.results(answer, count).stream()
                .map(JsonNode::asText)
                .toList());
    }

    @Override
    public NodeCall<List<BlockHeader>> headers(List<String> hashes, int count) {
        return new NodeCall<>(JsonRpc.batch("getblockheader", hashes), answer -> {
            List<BlockHeader> headers = new ArrayList<>();
            for (JsonNode result : JsonRpc.results(answer, hashes.size())) {
                BlockHeader header = HeaderJson.header(result);
                if (header.confirmations() < 0) {
                    // the chain has moved since it told these hashes
                    break;
                }
                headers.add(header);
            }
            return headers;
        });
    }

    @Override
    public NodeCall<Optional<BlockHeader>> header(String hash) {
        return new NodeCall<>(JsonRpc.request("getblockheader", hash), answer -> {
            if (JsonRpc.isUnknownBlock(answer)) {
                return Optional.empty();
            }
            return Optional.of(HeaderJson.header(JsonRpc.result(answer)));
        });
    }

    @Override
    public NodeCall<byte[]> rawBlock(String hash) {
        return new NodeCall<>(JsonRpc.request("getblock", hash, 0), answer -> {
            try {
                return HexFormat.of().parseHex(JsonRpc.result(answer).asText());
            } catch (IllegalArgumentException e) {
                throw new BadBlockException("Block " + hash + " is not hex: " + e.getMessage());
            }
        });
    }

    @Override
    public NodeCall<List<List<SpentOutput>>> spentOutputs(String hash) {
        return new NodeCall<>(
                JsonRpc.request("getblock", hash, WITH_PREVOUTS),
                answer -> SpentOutputs.ofJson(JsonRpc.result(answer)));
    }
}
