package pipeline.bitcoin;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads what RPC and REST say alike of headers and the chain; fields that newer nodes add are passed over. */
final class HeaderJson {

    private HeaderJson() {}

    static BlockHeader header(JsonNode json) throws NodeException {
        return new BlockHeader(
                AnswerCheck.field(json, "hash").asText(),
                AnswerCheck.field(json, "height").asLong(),
                json.path("previousblockhash").asText(null),
                AnswerCheck.field(json, "time").asLong(),
                AnswerCheck.field(json, "mediantime").asLong(),
                AnswerCheck.field(json, "difficulty").asDouble(),
                AnswerCheck.field(json, "chainwork").asText(),
                AnswerCheck.field(json, "nTx").asInt(),
                AnswerCheck.field(json, "confirmations").asLong());
    }

    static ChainInfo chainInfo(JsonNode json) throws NodeException {
        return new ChainInfo(
                AnswerCheck.field(json, "chain").asText(),
                AnswerCheck.field(json, "blocks").asLong(),
                AnswerCheck.field(json, "bestblockhash").asText(),
                AnswerCheck.field(json, "chainwork").asText(),
                json.path("headers").asLong(AnswerCheck.field(json, "blocks").asLong()),
                json.path("pruneheight").asLong(0));
    }
}
