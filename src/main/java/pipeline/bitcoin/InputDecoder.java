package pipeline.bitcoin;

import bitcoin.chain.Input;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads inputs and joins them with their witnesses and what they spend. */
final class InputDecoder {

    /** Bytes of an input with an empty script. */
    private static final int SMALLEST = 41;

    private static final int OUTPOINT_SIZE = 36;
    private static final int SEQUENCE_SIZE = 4;

    private final Network network;
    private final DoubleSha256 sha;

    InputDecoder(Network network, DoubleSha256 sha) {
        this.network = network;
        this.sha = sha;
    }

    /** Steps over the inputs, since their witnesses are behind the outputs; returns how many they are. */
    static int skip(ByteReader reader) throws BadBlockException {
        int count = reader.countFromOne(SMALLEST, "inputs");
        for (int index = 0; index < count; index++) {
            reader.skip(OUTPOINT_SIZE);
            reader.skip(reader.count(1, "bytes"));
            reader.skip(SEQUENCE_SIZE);
        }
        return count;
    }

    /** The one input of a coinbase, which spends nothing. */
    List<Input> readCoinbase(ByteReader reader, List<List<ByteBuffer>> witnesses) throws BadBlockException {
        reader.skip(1 + OUTPOINT_SIZE);
        ByteBuffer script = ByteBuffer.wrap(reader.sizedBytes());
        return List.of(new Input(0, null, null, script, reader.unsigned32(), witnesses.get(0), null, null, null));
    }

    /**
     * @param reader stands at the inputs' count
     * @param spent null where it was not asked for
     */
    List<Input> read(ByteReader reader, List<List<ByteBuffer>> witnesses, List<SpentOutput> spent)
            throws BadBlockException {
        int count = reader.countFromOne(SMALLEST, "inputs");
        List<Input> inputs = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            inputs.add(next(reader, index, witnesses.get(index), spent == null ? null : spent.get(index)));
        }
        return inputs;
    }

    private Input next(ByteReader reader, int index, List<ByteBuffer> witness, SpentOutput spent)
            throws BadBlockException {
        String hash = reader.hash();
        long output = reader.unsigned32();
        ByteBuffer script = ByteBuffer.wrap(reader.sizedBytes());
        long sequence = reader.unsigned32();
        if (spent == null) {
            return new Input(index, hash, output, script, sequence, witness, null, null, null);
        }
        OutputScript described = OutputScript.of(spent.script(), network, sha);
        return new Input(
                index,
                hash,
                output,
                script,
                sequence,
                witness,
                Money.checked(spent.value()),
                described.type(),
                described.address());
    }
}
