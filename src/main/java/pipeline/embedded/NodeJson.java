package pipeline.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;

/** What Bitcoin Core 31.99 says in JSON of a chain and its headers, field by field in its order. */
final class NodeJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private NodeJson() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static JsonNode parse(byte[] text) throws IOException {
        return JSON.readTree(text);
    }

    /** With the end of line that Core puts behind every JSON answer. */
    static byte[] line(JsonNode value) {
        try {
            return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static ObjectNode header(ServedChain chain, ServedBlock block) {
        ObjectNode header = object().put("hash", block.hash())
                .put("confirmations", chain.confirmations(block))
                .put("height", block.height())
                .put("version", block.version())
                .put("versionHex", "%08x".formatted(block.version()))
                .put("merkleroot", block.merkleRoot())
                .put("time", block.time())
                .put("mediantime", block.medianTime())
                .put("nonce", block.nonce());
        putTarget(header, block);
        header.put("chainwork", digits(block.chainWork())).put("nTx", block.transactionCount());
        block.parent().ifPresent(parent -> header.put("previousblockhash", parent.hash()));
        chain.next(block).ifPresent(next -> header.put("nextblockhash", next.hash()));
        return header;
    }

    static ObjectNode chainInfo(ServedChain chain) {
        ServedBlock tip = chain.tip();
        ObjectNode info = object().put("chain", "regtest")
                .put("blocks", tip.height())
                .put("headers", tip.height())
                .put("bestblockhash", tip.hash());
        putTarget(info, tip);
        info.put("time", tip.time())
                .put("mediantime", tip.medianTime())
                // as recorded: a real node compares the tip with its clock
                .putRawValue("verificationprogress", new RawValue("0.005139278429372769"));
        info.put("initialblockdownload", true)
                .put("chainwork", digits(tip.chainWork()))
                // as recorded: a real node counts its files
                .put("size_on_disk", 290832)
                .put("pruned", false)
                .putArray("warnings")
                .add("This is a pre-release test build - use at your own risk - do not use for mining or merchant"
                        + " applications");
        return info;
    }

    /** As recorded: nothing in it comes from the chain. */
    static JsonNode networkInfo() {
        try (InputStream recorded = NodeJson.class.getResourceAsStream("/sample/networkinfo.json")) {
            String info = new String(recorded.readAllBytes(), StandardCharsets.UTF_8).strip();
            // raw, since parsing would change how its numbers are written
            return JSON.getNodeFactory().rawValueNode(new RawValue(info));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number as Core prints it: 16 significant digits, as C's {@code %.16g}. */
    static String number(double value) {
        BigDecimal digits = new BigDecimal(value).round(new MathContext(16)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            return digits.toPlainString();
        }
        BigDecimal mantissa = digits.movePointLeft(exponent);
        return "%se%s%02d".formatted(mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static void putTarget(ObjectNode object, ServedBlock block) {
        object.put("bits", "%08x".formatted(block.target().bits()))
                .put("target", digits(block.target().value()))
                .putRawValue("difficulty", new RawValue(number(block.target().difficulty())));
    }

    private static String digits(BigInteger number) {
        return "%064x".formatted(number);
    }
}
