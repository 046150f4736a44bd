package pipeline.bitcoin;

import bitcoin.chain.Block;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;

/**
 * A block of the regtest sample chain or its fork with what Bitcoin Core says of it.
 *
 * @param raw its bytes
 * @param spentOutputs what {@code /rest/spenttxouts/<hash>.bin} answers
 * @param answer what {@code getblock} answers with verbosity 3, numbers as big decimals
 */
record CoreBlock(byte[] raw, byte[] spentOutputs, JsonNode answer) {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** All 184 blocks of the sample chain and the 5 of its fork. */
    static List<CoreBlock> all() {
        Map<String, byte[]> raw = new HashMap<>();
        SampleChain.blocks().forEach(block -> raw.put(block.hash(), block.raw()));
        for (RawBlock block : SampleChain.readBlocks(CoreBlock.class.getResourceAsStream("/chain/fork.csv"))) {
            raw.put(block.hash(), block.raw());
        }
        Map<String, byte[]> spentOutputs = SampleChain.spentOutputs();
        return answers(CoreBlock.class.getResourceAsStream("/chain/getblock-v3.jsonl.gz")).stream()
                .map(answer -> new CoreBlock(raw.get(hash(answer)), spentOutputs.get(hash(answer)), answer))
                .toList();
    }

    /** The block of the sample chain, not the fork, at that height. */
    static CoreBlock at(int height) {
        String hash = SampleChain.blocks().get(height).hash();
        return all().stream()
                .filter(block -> hash(block.answer).equals(hash))
                .findFirst()
                .orElseThrow();
    }

    /** The lowest block with that many transactions. */
    static CoreBlock withTransactions(int count) {
        return all().stream()
                .filter(block -> block.answer.get("tx").size() == count)
                .findFirst()
                .orElseThrow();
    }

    /** One answer a line. */
    static List<JsonNode> answers(InputStream zipped) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(zipped), StandardCharsets.UTF_8))) {
            return lines.lines().map(CoreBlock::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BlockHeader header() {
        return new BlockHeader(
                hash(answer),
                answer.get("height").asLong(),
                answer.path("previousblockhash").asText(null),
                answer.get("time").asLong(),
                answer.get("mediantime").asLong(),
                answer.get("difficulty").asDouble(),
                answer.get("chainwork").asText(),
                answer.get("nTx").asInt(),
                answer.get("confirmations").asLong());
    }

    Block decode() throws BadBlockException {
        return new BlockDecoder(Network.REGTEST).decode(header(), raw);
    }

    private static String hash(JsonNode answer) {
        return answer.get("hash").asText();
    }

    static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
