package pipeline.bitcoin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The outputs a block spends, as a node tells them: a list for each transaction, empty for the coinbase. */
public final class SpentOutputs {

    /** Bytes of an output with an empty script. */
    private static final int SMALLEST = 9;

    private static final BigDecimal MOST_COINS = BigDecimal.valueOf(Money.MAX, 8);

    private SpentOutputs() {}

    /**
     * Reads what {@code /rest/spenttxouts/<hash>.bin} answers: as in a block, a count of transactions and for each a count of
     * outputs, and each output a value and a script.
     *
     * @throws BadBlockException when the answer is malformed
     */
    public static List<List<SpentOutput>> ofBinary(byte[] answer) throws BadBlockException {
        ByteReader reader = new ByteReader(answer);
        int count = reader.count(1, "transactions");
        List<List<SpentOutput>> transactions = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            transactions.add(outputs(reader));
        }
        reader.expectEnd();
        return transactions;
    }

    /**
     * Takes them out of what {@code getblock} answers with verbosity 3 (Bitcoin Core 23 and later).
     *
     * @param block the answer's {@code result}, best read with big decimals
     * @throws BadBlockException when a prevout is missing or malformed; a node that has pruned its undo data leaves it out
     */
    public static List<List<SpentOutput>> ofJson(JsonNode block) throws BadBlockException {
        List<List<SpentOutput>> transactions = new ArrayList<>();
        for (JsonNode transaction : block.path("tx")) {
            List<SpentOutput> outputs = new ArrayList<>();
            for (JsonNode input : transaction.path("vin")) {
                if (!input.has("coinbase")) {
                    outputs.add(output(input));
                }
            }
            transactions.add(outputs);
        }
        return transactions;
    }

    private static List<SpentOutput> outputs(ByteReader reader) throws BadBlockException {
        int count = reader.count(SMALLEST, "spent outputs");
        if (count == 0) {
            return List.of();
        }
        List<SpentOutput> outputs = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            outputs.add(new SpentOutput(Money.checked(reader.signed64()), reader.sizedBytes()));
        }
        return outputs;
    }

    private static SpentOutput output(JsonNode input) throws BadBlockException {
        JsonNode value = input.path("prevout").path("value");
        JsonNode script = input.path("prevout").path("scriptPubKey").path("hex");
        if (!value.isNumber() || !script.isTextual()) {
            throw new BadBlockException("Expected a prevout with value and scriptPubKey.hex of the input that spends "
                    + input.path("txid").asText() + ":" + input.path("vout").asText() + ", found none");
        }
        return new SpentOutput(satoshi(value.decimalValue()), script(script.textValue()));
    }

    private static long satoshi(BigDecimal coins) throws BadBlockException {
        // compared first: an exponent of a billion must not be written out
        if (coins.signum() < 0 || coins.compareTo(MOST_COINS) > 0) {
            throw new BadBlockException("Expected a prevout of 0 to " + MOST_COINS + " bitcoin, found " + coins);
        }
        try {
            return coins.movePointRight(8).longValueExact();
        } catch (ArithmeticException e) {
            throw new BadBlockException("Expected a prevout of whole satoshi, found " + coins + " bitcoin");
        }
    }

    private static byte[] script(String hex) throws BadBlockException {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new BadBlockException("Expected a prevout's script in hex: " + e.getMessage());
        }
    }
}
