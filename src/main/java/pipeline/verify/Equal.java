package pipeline.verify;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.apache.avro.Schema;

/** Whether records are the same in every field; each is named here, since to look them up takes a third of an audit's time. */
final class Equal {

    private static final int TRANSACTIONS =
            Block.getClassSchema().getField("transactions").pos();

    private Equal() {}

    static boolean blocks(Block one, Block other) {
        for (Schema.Field field : Block.getClassSchema().getFields()) {
            if (field.pos() != TRANSACTIONS && !Objects.equals(one.get(field.pos()), other.get(field.pos()))) {
                return false;
            }
        }
        return lists(one.getTransactions(), other.getTransactions(), Equal::transactions);
    }

    private static boolean transactions(Transaction one, Transaction other) {
        return one.getIndex() == other.getIndex()
                && one.getHash().equals(other.getHash())
                && one.getWitnessHash().equals(other.getWitnessHash())
                && one.getSize() == other.getSize()
                && one.getVirtualSize() == other.getVirtualSize()
                && one.getWeight() == other.getWeight()
                && one.getVersion() == other.getVersion()
                && one.getLockTime() == other.getLockTime()
                && one.getIsCoinbase() == other.getIsCoinbase()
                && one.getInputCount() == other.getInputCount()
                && one.getOutputCount() == other.getOutputCount()
                && Objects.equals(one.getInputValue(), other.getInputValue())
                && one.getOutputValue() == other.getOutputValue()
                && Objects.equals(one.getFee(), other.getFee())
                && lists(one.getInputs(), other.getInputs(), Equal::inputs)
                && lists(one.getOutputs(), other.getOutputs(), Equal::outputs);
    }

    private static boolean inputs(Input one, Input other) {
        return one.getIndex() == other.getIndex()
                && Objects.equals(one.getSpentTransactionHash(), other.getSpentTransactionHash())
                && Objects.equals(one.getSpentOutputIndex(), other.getSpentOutputIndex())
                && one.getScriptHex().equals(other.getScriptHex())
                && one.getSequence() == other.getSequence()
                && one.getWitness().equals(other.getWitness())
                && Objects.equals(one.getValue(), other.getValue())
                && Objects.equals(one.getType(), other.getType())
                && Objects.equals(one.getAddress(), other.getAddress());
    }

    private static boolean outputs(Output one, Output other) {
        return one.getIndex() == other.getIndex()
                && one.getValue() == other.getValue()
                && one.getScriptHex().equals(other.getScriptHex())
                && one.getType().equals(other.getType())
                && Objects.equals(one.getAddress(), other.getAddress());
    }

    private static <T> boolean lists(List<T> one, List<T> other, BiPredicate<T, T> isSame) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int index = 0; index < one.size(); index++) {
            if (!isSame.test(one.get(index), other.get(index))) {
                return false;
            }
        }
        return true;
    }
}
