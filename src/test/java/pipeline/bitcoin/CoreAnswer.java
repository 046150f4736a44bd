package pipeline.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Compares a decoded block with Bitcoin Core's JSON, field by field. */
final class CoreAnswer {

    private CoreAnswer() {}

    /** What both {@code getblock} and a bare header with decoded transactions say. */
    static void assertSame(Block block, JsonNode answer) {
        assertThat(block.getHash()).isEqualTo(answer.get("hash").asText());
        assertThat(block.getVersion()).isEqualTo(answer.get("version").asInt());
        assertThat(block.getPreviousBlockHash())
                .isEqualTo(answer.path("previousblockhash").asText(null));
        assertThat(block.getMerkleRoot()).isEqualTo(answer.get("merkleroot").asText());
        assertThat(block.getTimestamp()).isEqualTo(answer.get("time").asLong());
        assertThat(block.getNonce()).isEqualTo(answer.get("nonce").asLong());
        assertThat(block.getBits()).isEqualTo(answer.get("bits").asText());
        assertThat(block.getSize()).isEqualTo(answer.get("size").asLong());
        assertThat(block.getTransactionCount()).isEqualTo(answer.get("nTx").asInt());
        assertThat(hex(block.getCoinbaseParam()))
                .isEqualTo(answer.at("/tx/0/vin/0/coinbase").asText());
        assertThat(block.getTransactions()).hasSameSizeAs(answer.get("tx"));
        for (Transaction transaction : block.getTransactions()) {
            JsonNode expected = answer.get("tx").get(transaction.getIndex());
            assertThat(block.getTransactions().get(transaction.getIndex())).isSameAs(transaction);
            assertSame(transaction, expected);
        }
    }

    /** What only {@code getblock} says: what depends on the chain, and sizes. */
    static void assertSameInChain(Block block, JsonNode answer) {
        assertThat(block.getHeight()).isEqualTo(answer.get("height").asLong());
        assertThat(block.getMedianTime()).isEqualTo(answer.get("mediantime").asLong());
        assertThat(block.getDifficulty()).isEqualTo(answer.get("difficulty").asDouble());
        assertThat(block.getChainWork()).isEqualTo(answer.get("chainwork").asText());
        assertThat(block.getStrippedSize()).isEqualTo(answer.get("strippedsize").asLong());
        assertThat(block.getWeight()).isEqualTo(answer.get("weight").asLong());
    }

    /** What the inputs spend, and the fees. */
    static void assertSameSpent(Block block, JsonNode answer) {
        for (Transaction transaction : block.getTransactions()) {
            JsonNode expected = answer.get("tx").get(transaction.getIndex());
            assertThat(transaction.getFee()).isEqualTo(satoshi(expected.path("fee")));
            assertThat(transaction.getInputValue())
                    .isEqualTo(
                            expected.has("fee") ? transaction.getOutputValue() + satoshi(expected.get("fee")) : null);
            for (Input input : transaction.getInputs()) {
                JsonNode spent = expected.get("vin").get(input.getIndex()).path("prevout");
                assertThat(input.getValue()).isEqualTo(satoshi(spent.path("value")));
                assertThat(input.getType())
                        .isEqualTo(spent.path("scriptPubKey").path("type").asText(null));
                assertThat(input.getAddress())
                        .isEqualTo(spent.path("scriptPubKey").path("address").asText(null));
            }
        }
    }

    private static void assertSame(Transaction transaction, JsonNode expected) {
        assertThat(transaction.getHash()).isEqualTo(expected.get("txid").asText());
        assertThat(transaction.getWitnessHash()).isEqualTo(expected.get("hash").asText());
        assertThat(transaction.getVersion()).isEqualTo(expected.get("version").asLong());
        assertThat(transaction.getSize()).isEqualTo(expected.get("size").asLong());
        assertThat(transaction.getVirtualSize()).isEqualTo(expected.get("vsize").asLong());
        assertThat(transaction.getWeight()).isEqualTo(expected.get("weight").asLong());
        assertThat(transaction.getLockTime()).isEqualTo(expected.get("locktime").asLong());
        assertThat(transaction.getIsCoinbase()).isEqualTo(expected.at("/vin/0").has("coinbase"));
        assertThat(transaction.getInputs()).hasSameSizeAs(expected.get("vin"));
        assertThat(transaction.getInputCount()).isEqualTo(expected.get("vin").size());
        assertThat(transaction.getOutputs()).hasSameSizeAs(expected.get("vout"));
        assertThat(transaction.getOutputCount()).isEqualTo(expected.get("vout").size());
        for (int index = 0; index < transaction.getInputCount(); index++) {
            assertThat(transaction.getInputs().get(index).getIndex()).isEqualTo(index);
            assertSame(transaction.getInputs().get(index), expected.get("vin").get(index));
        }
        long outputValue = 0;
        for (int index = 0; index < transaction.getOutputCount(); index++) {
            assertThat(transaction.getOutputs().get(index).getIndex()).isEqualTo(index);
            assertSame(transaction.getOutputs().get(index), expected.get("vout").get(index));
            outputValue += satoshi(expected.get("vout").get(index).get("value"));
        }
        assertThat(transaction.getOutputValue()).isEqualTo(outputValue);
    }

    private static void assertSame(Input input, JsonNode expected) {
        JsonNode outputIndex = expected.path("vout");
        assertThat(input.getSpentTransactionHash())
                .isEqualTo(expected.path("txid").asText(null));
        assertThat(input.getSpentOutputIndex()).isEqualTo(outputIndex.isMissingNode() ? null : outputIndex.asLong());
        JsonNode script = expected.has("coinbase") ? expected.get("coinbase") : expected.at("/scriptSig/hex");
        assertThat(hex(input.getScriptHex())).isEqualTo(script.asText());
        assertThat(input.getSequence()).isEqualTo(expected.get("sequence").asLong());
        List<String> witness = new ArrayList<>();
        expected.path("txinwitness").forEach(item -> witness.add(item.asText()));
        assertThat(input.getWitness().stream().map(CoreAnswer::hex)).containsExactlyElementsOf(witness);
    }

    private static void assertSame(Output output, JsonNode expected) {
        JsonNode script = expected.get("scriptPubKey");
        assertThat(output.getValue()).isEqualTo(satoshi(expected.get("value")));
        assertThat(hex(output.getScriptHex())).isEqualTo(script.get("hex").asText());
        assertThat(output.getType()).isEqualTo(script.get("type").asText());
        assertThat(output.getAddress()).isEqualTo(script.path("address").asText(null));
    }

    private static Long satoshi(JsonNode coins) {
        return coins.isMissingNode()
                ? null
                : coins.decimalValue().movePointRight(8).longValueExact();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
