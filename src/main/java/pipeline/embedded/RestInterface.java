package pipeline.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths of Bitcoin Core's REST interface that copy a chain ({@code rest.cpp}). */
record RestInterface(ServedChain chain, Map<String, byte[]> spentOutputs) {

    /** Groups: resource, name, format. */
    private static final Pattern PATH = Pattern.compile("/rest/(\\w+)(?:/(.*))?\\.(\\w+)");

    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern COUNT = Pattern.compile("(?:.*&)?count=([^&]*)(?:&.*)?");
    private static final String HEADERS_BY_DEFAULT = "5";
    private static final int HEADERS_AT_MOST = 2000;

    /** @param query what follows the question mark; empty when there is none */
    NodeAnswer answer(String path, String query) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return NodeAnswer.httpRefusal(404, "");
        }
        String name = Optional.ofNullable(parts.group(2)).orElse("");
        String format = parts.group(3);
        return switch (parts.group(1)) {
            case "chaininfo" -> NodeAnswer.json(200, NodeJson.chainInfo(chain));
            case "blockhashbyheight" -> hashAt(name, format);
            case "headers" -> headers(name, format, query);
            case "block" -> block(name, format);
            case "spenttxouts" -> spentOutputs(name, format);
            default -> NodeAnswer.httpRefusal(404, "");
        };
    }

    private NodeAnswer hashAt(String height, String format) {
        if (!height.matches("\\d{1,9}")) {
            return NodeAnswer.refusal(400, "Invalid height: " + height);
        }
        Optional<ServedBlock> block = chain.at(Long.parseLong(height));
        if (block.isEmpty()) {
            return NodeAnswer.refusal(404, "Block height out of range");
        }
        String hash = block.get().hash();
        return switch (format) {
            case "json" -> NodeAnswer.json(200, NodeJson.object().put("blockhash", hash));
            case "bin" -> NodeAnswer.binary(ServedBlock.reversed(HexFormat.of().parseHex(hash)));
            default -> noSuchFormat(".bin, .json");
        };
    }

    private NodeAnswer headers(String hash, String format, String query) {
        Matcher count = COUNT.matcher(query);
        String wanted = count.matches() ? count.group(1) : HEADERS_BY_DEFAULT;
        if (!wanted.matches("\\d{1,4}") || Integer.parseInt(wanted) < 1 || Integer.parseInt(wanted) > HEADERS_AT_MOST) {
            return NodeAnswer.refusal(
                    400, "Header count is invalid or out of acceptable range (1-" + HEADERS_AT_MOST + "): " + wanted);
        }
        if (!HASH.matcher(hash).matches()) {
            return invalidHash(hash);
        }
        List<ServedBlock> blocks = find(hash)
                .map(first -> chain.from(first, Integer.parseInt(wanted)))
                .orElse(List.of());
        return switch (format) {
            case "json" -> NodeAnswer.json(200, json(blocks));
            case "bin" -> NodeAnswer.binary(bytes(blocks));
            default -> noSuchFormat(".bin, .json");
        };
    }

    private NodeAnswer block(String hash, String format) {
        if (!HASH.matcher(hash).matches()) {
            return invalidHash(hash);
        }
        return find(hash).map(block -> bytes(block.raw(), format)).orElse(NodeAnswer.refusal(404, hash + " not found"));
    }

    private NodeAnswer spentOutputs(String hash, String format) {
        if (!HASH.matcher(hash).matches()) {
            return invalidHash(hash);
        }
        Optional<ServedBlock> block = find(hash);
        if (block.isEmpty()) {
            return NodeAnswer.refusal(404, hash + " not found");
        }
        return Optional.ofNullable(spentOutputs.get(block.get().hash()))
                .map(outputs -> bytes(outputs, format))
                .orElse(NodeAnswer.refusal(404, hash + " undo not available"));
    }

    private Optional<ServedBlock> find(String hash) {
        return chain.find(hash.toLowerCase(Locale.ROOT));
    }

    private ArrayNode json(List<ServedBlock> blocks) {
        ArrayNode headers = JsonNodeFactory.instance.arrayNode();
        blocks.forEach(block -> headers.add(NodeJson.header(chain, block)));
        return headers;
    }

    private static byte[] bytes(List<ServedBlock> blocks) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        blocks.forEach(block -> headers.writeBytes(block.header()));
        return headers.toByteArray();
    }

    private static NodeAnswer bytes(byte[] bytes, String format) {
        return switch (format) {
            case "bin" -> NodeAnswer.binary(bytes);
            case "hex" -> NodeAnswer.hex(bytes);
            default -> noSuchFormat(".bin, .hex");
        };
    }

    private static NodeAnswer invalidHash(String hash) {
        return NodeAnswer.refusal(400, "Invalid hash: " + hash);
    }

    private static NodeAnswer noSuchFormat(String available) {
        return NodeAnswer.refusal(404, "output format not found (available: " + available + ")");
    }
}
