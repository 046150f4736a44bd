package pipeline.verify;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.Subsidy;

/** Whether what a file says of the spent outputs, which its block does not hold, adds up. */
final class Spending {

    private final Network network;
    private final ArchivedFile file;
    private final List<Fault> faults = new ArrayList<>();

    private Spending(Network network, ArchivedFile file) {
        this.network = network;
        this.file = file;
    }

    /** @param block as the file says it */
    static List<Fault> faults(Block block, Network network, ArchivedFile file) {
        Spending spending = new Spending(network, file);
        spending.check(block);
        return spending.faults;
    }

    private void check(Block block) {
        long fees = 0;
        int known = 0;
        for (Transaction transaction : block.getTransactions()) {
            Long value = transaction.getIsCoinbase() ? checkCoinbase(transaction) : inputValue(transaction);
            expect(transaction, "input_value", value, transaction.getInputValue());
            long outputs = sum(transaction.getOutputs());
            Long fee = value == null ? null : value - outputs;
            expect(transaction, "fee", fee, transaction.getFee());
            if (fee != null && fee < 0) {
                fault(
                        transaction,
                        "outputs: expected at most " + value + " satoshi as the inputs have, found " + outputs);
            }
            known += fee == null ? 0 : 1;
            fees += fee == null ? 0 : fee;
        }
        int spending = block.getTransactions().size() - 1;
        if (known == spending) {
            checkCoinbaseValue(block, fees);
        } else if (known > 0) {
            fault("transactions: expected a fee in all " + spending + " that spend, or in none, found " + known);
        }
    }

    private void checkCoinbaseValue(Block block, long fees) {
        Transaction coinbase = block.getTransactions().get(0);
        long most = Subsidy.at(network, block.getHeight()) + fees;
        long found = sum(coinbase.getOutputs());
        if (found > most) {
            fault(coinbase, "output_value: expected at most " + most + " satoshi of subsidy and fees, found " + found);
        }
    }

    private static long sum(List<Output> outputs) {
        long sum = 0;
        for (Output output : outputs) {
            sum += output.getValue();
        }
        return sum;
    }

    /** A coinbase spends nothing. */
    private Long checkCoinbase(Transaction coinbase) {
        coinbase.getInputs().stream()
                .filter(Spending::saysAnything)
                .findFirst()
                .ifPresent(input ->
                        fault(coinbase, "inputs/0: expected neither value, type nor address, found " + told(input)));
        return null;
    }

    /** Null where the file does not say what the inputs spend. */
    private Long inputValue(Transaction transaction) {
        long sum = 0;
        int known = 0;
        for (Input input : transaction.getInputs()) {
            if ((input.getValue() == null) != (input.getType() == null)
                    || input.getType() == null && input.getAddress() != null) {
                fault(
                        transaction,
                        "inputs/" + input.getIndex() + ": expected value and type, or neither, found " + told(input));
            }
            if (input.getValue() != null) {
                known++;
                sum += input.getValue();
            }
        }
        if (known != 0 && known != transaction.getInputs().size()) {
            fault(
                    transaction,
                    "inputs: expected a value in all " + transaction.getInputs().size() + " or in none, found "
                            + known);
        }
        return known == transaction.getInputs().size() ? sum : null;
    }

    private static boolean saysAnything(Input input) {
        return input.getValue() != null || input.getType() != null || input.getAddress() != null;
    }

    private static String told(Input input) {
        return Prevout.of(input).toString();
    }

    private void expect(Transaction transaction, String field, Long expected, Long found) {
        if (!Objects.equals(expected, found)) {
            fault(transaction, field + ": expected " + expected + ", found " + found);
        }
    }

    private void fault(Transaction transaction, String text) {
        fault("transactions/" + transaction.getIndex() + "/" + text);
    }

    private void fault(String text) {
        faults.add(Fault.of(FaultKind.SPENDING, file, text));
    }
}
