package chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;

/** Makes the raw block of a file in the archive again, from its JSON alone. */
final class FileBytes {

    private static final HexFormat HEX = HexFormat.of();

    private FileBytes() {}

    /** @throws RuntimeException when a field is missing or malformed */
    static byte[] of(JsonNode block) {
        BlockBytes bytes = new BlockBytes()
                .number(block.required("version").intValue(), 4)
                .hash(hash(block.required("previous_block_hash")))
                .hash(block.required("merkle_root").textValue())
                .number(block.required("timestamp").longValue(), 4)
                .number(Long.parseLong(block.required("bits").textValue(), 16), 4)
                .number(block.required("nonce").longValue(), 4)
                .compactSize(block.required("transactions").size());
        block.required("transactions").forEach(transaction -> write(transaction, bytes));
        return bytes.toBytes();
    }

    private static void write(JsonNode transaction, BlockBytes bytes) {
        JsonNode inputs = transaction.required("inputs");
        JsonNode outputs = transaction.required("outputs");
        boolean segwit = false;
        for (JsonNode input : inputs) {
            segwit |= !input.required("witness").isEmpty();
        }
        bytes.number(transaction.required("version").longValue(), 4);
        if (segwit) {
            bytes.number(0, 1).number(1, 1);
        }
        bytes.compactSize(inputs.size());
        for (JsonNode input : inputs) {
            JsonNode index = input.required("spent_output_index");
            bytes.hash(hash(input.required("spent_transaction_hash")))
                    .number(index.isNull() ? 0xffffffffL : index.longValue(), 4)
                    .sized(HEX.parseHex(input.required("script_hex").textValue()))
                    .number(input.required("sequence").longValue(), 4);
        }
        bytes.compactSize(outputs.size());
        for (JsonNode output : outputs) {
            bytes.number(output.required("value").longValue(), 8)
                    .sized(HEX.parseHex(output.required("script_hex").textValue()));
        }
        if (segwit) {
            inputs.forEach(input -> writeWitness(input.required("witness"), bytes));
        }
        bytes.number(transaction.required("lock_time").longValue(), 4);
    }

    private static void writeWitness(JsonNode witness, BlockBytes bytes) {
        bytes.compactSize(witness.size());
        witness.forEach(item -> bytes.sized(HEX.parseHex(item.textValue())));
    }

    private static String hash(JsonNode hash) {
        return hash.isNull() ? "0".repeat(64) : hash.textValue();
    }
}
