package pipeline.bitcoin;

import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads the transactions of one block in order and hashes them (Bitcoin Core, {@code UnserializeTransaction}; BIP144). */
final class TransactionDecoder {

    /** Bytes of a transaction with one input, one output and no scripts. */
    static final int SMALLEST = 60;

    static final int WITNESS_MARKER = 0;
    static final int WITNESS_FLAG = 1;

    private final byte[] raw;
    private final ByteReader reader;
    private final InputDecoder inputDecoder;
    private final OutputDecoder outputDecoder;
    private final TransactionHashes hashes;
    private final DoubleSha256 sha;

    /**
     * @param reader over {@code raw}; stands at the first transaction
     * @param hashes takes those of each transaction
     */
    TransactionDecoder(byte[] raw, ByteReader reader, TransactionHashes hashes, Network network, DoubleSha256 sha) {
        this.raw = raw;
        this.reader = reader;
        this.inputDecoder = new InputDecoder(network, sha);
        this.outputDecoder = new OutputDecoder(network, sha);
        this.hashes = hashes;
        this.sha = sha;
    }

    /**
     * @param index position in the block
     * @param spent what the inputs spend, empty for the coinbase; null where that was not asked for
     */
    Transaction next(int index, List<SpentOutput> spent) throws BadBlockException {
        int start = reader.position();
        long version = reader.unsigned32();
        boolean segwit = skipWitnessMarker();
        ByteReader inputReader = reader.fork();
        int inputCount = InputDecoder.skip(reader);
        List<Output> outputs = outputDecoder.read(reader);
        int outputsEnd = reader.position();
        List<List<ByteBuffer>> witnesses =
                segwit ? WitnessDecoder.read(reader, inputCount) : WitnessDecoder.none(inputCount);
        TransactionBytes bytes =
                new TransactionBytes(raw, start, inputReader.position(), outputsEnd, reader.position());
        long lockTime = reader.unsigned32();

        expectCoinbaseAtStart(index, bytes);
        boolean coinbase = index == 0;
        expectSpent(spent, coinbase ? 0 : inputCount);
        List<Input> inputs = coinbase
                ? inputDecoder.readCoinbase(inputReader, witnesses)
                : inputDecoder.read(inputReader, witnesses, spent);
        Long inputValue = coinbase || spent == null ? null : Money.sum(inputs, Input::getValue);
        long outputValue = Money.sum(outputs, Output::getValue);
        hashes.put(index, bytes, sha);
        String hash = hashes.hash(index);
        return new Transaction(
                hash,
                bytes.hasWitness() ? hashes.witnessHash(index) : hash,
                index,
                version,
                bytes.size(),
                bytes.virtualSize(),
                bytes.weight(),
                lockTime,
                coinbase,
                inputs,
                outputs,
                inputs.size(),
                outputs.size(),
                inputValue,
                outputValue,
                inputValue == null ? null : fee(inputValue, outputValue));
    }

    /** Where an input count of 0 would be, a transaction with witnesses has a marker and a flag. */
    private boolean skipWitnessMarker() throws BadBlockException {
        if (reader.fork().unsigned8() != WITNESS_MARKER) {
            return false;
        }
        reader.skip(1);
        int flag = reader.unsigned8();
        if (flag != WITNESS_FLAG) {
            throw new BadBlockException("Expected inputs or the witness flag at offset " + (reader.position() - 1)
                    + ", found flag " + flag);
        }
        return true;
    }

    /** Bitcoin Core, {@code CheckBlock}: bad-cb-missing, bad-cb-multiple. */
    private static void expectCoinbaseAtStart(int index, TransactionBytes bytes) throws BadBlockException {
        if (bytes.isCoinbase() != (index == 0)) {
            throw new BadBlockException(
                    "Expected the coinbase as the first transaction and no other, found transaction " + index
                            + (index == 0 ? " to be none" : " to be one"));
        }
    }

    private static void expectSpent(List<SpentOutput> spent, int expected) throws BadBlockException {
        if (spent != null && spent.size() != expected) {
            throw new BadBlockException("Expected " + expected + " spent outputs, found " + spent.size());
        }
    }

    private static long fee(long inputValue, long outputValue) throws BadBlockException {
        if (inputValue < outputValue) {
            throw new BadBlockException(
                    "Expected outputs of at most " + inputValue + " satoshi as the inputs have, found " + outputValue);
        }
        return inputValue - outputValue;
    }
}
