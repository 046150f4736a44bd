package pipeline.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HexFormat;

/** The calls of Bitcoin Core's RPC interface that copy a chain. */
record RpcMethods(ServedChain chain) {

    /** @throws RpcException as the node would refuse */
    JsonNode call(String method, RpcParameters parameters) throws RpcException {
        return switch (method) {
            case "getblockcount" -> IntNode.valueOf(chain.tip().height());
            case "getbestblockhash" -> TextNode.valueOf(chain.tip().hash());
            case "getblockhash" -> TextNode.valueOf(hash(parameters.number(0, "height")));
            case "getblockchaininfo" -> NodeJson.chainInfo(chain);
            case "getnetworkinfo" -> NodeJson.networkInfo();
            case "getblockheader" -> header(find(parameters.hash(0, "hash")), parameters.verbosity(1));
            case "getblock" -> block(find(parameters.hash(0, "blockhash")), parameters.verbosity(1));
            default -> throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found");
        };
    }

    private String hash(long height) throws RpcException {
        return chain.at(height)
                .map(ServedBlock::hash)
                .orElseThrow(() -> new RpcException(RpcException.INVALID_PARAMETER, "Block height out of range"));
    }

    private ServedBlock find(String hash) throws RpcException {
        return chain.find(hash).orElseThrow(() -> new RpcException(RpcException.BLOCK_NOT_FOUND, "Block not found"));
    }

    private JsonNode header(ServedBlock block, int verbosity) {
        return verbosity == 0 ? hex(block.header()) : NodeJson.header(chain, block);
    }

    private static JsonNode block(ServedBlock block, int verbosity) throws RpcException {
        if (verbosity != 0) {
            throw new RpcException(
                    RpcException.INVALID_PARAMETER, "The sample node serves getblock with verbosity 0 only");
        }
        return hex(block.raw());
    }

    private static JsonNode hex(byte[] bytes) {
        return TextNode.valueOf(HexFormat.of().formatHex(bytes));
    }
}
