package pipeline;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** What Bitcoin Core itself answered of the sample chain and its fork: {@code getblock} with verbosity 3, block by block. */
final class CoreChain {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final List<JsonNode> ANSWERS = read();

    private CoreChain() {}

    /** The blocks that the sample node serves, 0 to 183, by height. */
    static List<JsonNode> sample() {
        return upTo(answersWithoutSuccessor().get(0));
    }

    /** The other branch, 0 to 185, by height. */
    static List<JsonNode> fork() {
        return upTo(answersWithoutSuccessor().get(1));
    }

    static String hash(JsonNode answer) {
        return answer.get("hash").asText();
    }

    /** JSON whose numbers are as precise as the text. */
    static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The two tips, that of the sample chain first, as in the file. */
    private static List<JsonNode> answersWithoutSuccessor() {
        return ANSWERS.stream().filter(answer -> !answer.has("nextblockhash")).toList();
    }

    private static List<JsonNode> upTo(JsonNode tip) {
        Map<String, JsonNode> byHash = new HashMap<>();
        ANSWERS.forEach(answer -> byHash.put(hash(answer), answer));
        List<JsonNode> chain = new ArrayList<>();
        for (JsonNode block = tip;
                block != null;
                block = byHash.get(block.path("previousblockhash").asText())) {
            chain.add(0, block);
        }
        return chain;
    }

    private static List<JsonNode> read() {
        InputStream zipped = CoreChain.class.getResourceAsStream("/chain/getblock-v3.jsonl.gz");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(zipped), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> parse(line.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
