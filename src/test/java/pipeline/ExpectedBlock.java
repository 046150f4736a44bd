package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Bitcoin Core's answer under the names of the archive's files; knows neither our classes nor our schema. */
final class ExpectedBlock {

    private ExpectedBlock() {}

    /**
     * Compares every field of a file.
     *
     * @param file what it holds, with big decimals
     * @param answer Core's, with big decimals
     */
    static void assertSame(JsonNode file, JsonNode answer) {
        assertSame(file, of(answer), answer.get("hash").asText());
    }

    /** The same for a block whose publisher left some fields of transactions, inputs and outputs empty. */
    static void assertSameWithout(JsonNode file, JsonNode answer, String... nullFields) {
        ObjectNode expected = of(answer);
        for (JsonNode transaction : expected.get("transactions")) {
            empty(transaction, nullFields);
            transaction.get("inputs").forEach(input -> empty(input, nullFields));
            transaction.get("outputs").forEach(output -> empty(output, nullFields));
        }
        assertSame(file, expected, answer.get("hash").asText());
    }

    private static void assertSame(JsonNode file, ObjectNode expected, String hash) {
        JsonNode transactions = file.get("transactions");
        assertThat(transactions).as("transactions of " + hash).hasSameSizeAs(expected.get("transactions"));
        // each alone first, for a failure that can be read
        for (int index = 0; index < transactions.size(); index++) {
            assertThat(transactions.get(index).toPrettyString())
                    .as("transaction %d of %s", index, hash)
                    .isEqualTo(expected.get("transactions").get(index).toPrettyString());
        }
        assertThat(file.toPrettyString()).isEqualTo(expected.toPrettyString());
    }

    /** The whole block. */
    static ObjectNode of(JsonNode answer) {
        ObjectNode block = JsonNodeFactory.instance.objectNode();
        block.set("hash", answer.get("hash"));
        block.set("height", answer.get("height"));
        block.set("version", answer.get("version"));
        block.set("previous_block_hash", answer.get("previousblockhash"));
        block.set("merkle_root", answer.get("merkleroot"));
        block.set("timestamp", answer.get("time"));
        block.set("median_time", answer.get("mediantime"));
        block.set("nonce", answer.get("nonce"));
        block.set("bits", answer.get("bits"));
        block.set("difficulty", answer.get("difficulty"));
        block.set("chain_work", answer.get("chainwork"));
        block.set("size", answer.get("size"));
        block.set("stripped_size", answer.get("strippedsize"));
        block.set("weight", answer.get("weight"));
        block.set("transaction_count", answer.get("nTx"));
        block.set("coinbase_param", answer.at("/tx/0/vin/0/coinbase"));
        ArrayNode transactions = block.putArray("transactions");
        answer.get("tx").forEach(transaction -> transactions.add(transaction(transaction, transactions.size())));
        return block;
    }

    private static ObjectNode transaction(JsonNode answer, int index) {
        boolean coinbase = answer.at("/vin/0").has("coinbase");
        ObjectNode transaction = JsonNodeFactory.instance.objectNode();
        transaction.set("hash", answer.get("txid"));
        transaction.set("witness_hash", answer.get("hash"));
        transaction.put("index", index);
        transaction.set("version", answer.get("version"));
        transaction.set("size", answer.get("size"));
        transaction.set("virtual_size", answer.get("vsize"));
        transaction.set("weight", answer.get("weight"));
        transaction.set("lock_time", answer.get("locktime"));
        transaction.put("is_coinbase", coinbase);
        ArrayNode inputs = transaction.putArray("inputs");
        answer.get("vin").forEach(input -> inputs.add(input(input, inputs.size())));
        ArrayNode outputs = transaction.putArray("outputs");
        answer.get("vout").forEach(output -> outputs.add(output(output)));
        transaction.put("input_count", inputs.size());
        transaction.put("output_count", outputs.size());
        transaction.put("input_value", coinbase ? null : sum(inputs));
        transaction.put("output_value", sum(outputs));
        transaction.put("fee", satoshi(answer.path("fee")));
        return transaction;
    }

    private static ObjectNode input(JsonNode answer, int index) {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("index", index);
        input.set("spent_transaction_hash", answer.get("txid"));
        input.set("spent_output_index", answer.get("vout"));
        input.set("script_hex", answer.has("coinbase") ? answer.get("coinbase") : answer.at("/scriptSig/hex"));
        input.set("sequence", answer.get("sequence"));
        ArrayNode witness = input.putArray("witness");
        answer.path("txinwitness").forEach(witness::add);
        JsonNode spent = answer.path("prevout");
        input.put("value", satoshi(spent.path("value")));
        input.set("type", spent.path("scriptPubKey").get("type"));
        input.set("address", spent.path("scriptPubKey").get("address"));
        return input;
    }

    private static ObjectNode output(JsonNode answer) {
        JsonNode script = answer.get("scriptPubKey");
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.set("index", answer.get("n"));
        output.put("value", satoshi(answer.get("value")));
        output.set("script_hex", script.get("hex"));
        output.set("type", script.get("type"));
        output.set("address", script.get("address"));
        return output;
    }

    private static void empty(JsonNode record, String... fields) {
        for (String field : fields) {
            if (record.has(field)) {
                ((ObjectNode) record).putNull(field);
            }
        }
    }

    private static Long sum(ArrayNode values) {
        long sum = 0;
        for (JsonNode value : values) {
            sum += value.get("value").longValue();
        }
        return sum;
    }

    private static Long satoshi(JsonNode coins) {
        return coins.isMissingNode()
                ? null
                : coins.decimalValue().movePointRight(8).longValueExact();
    }
}
