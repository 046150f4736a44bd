package pipeline.bitcoin;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads the witnesses of one transaction, a stack of items for each input (BIP144). */
final class WitnessDecoder {

    /** Shared, so that a block of nothing but empty items takes no more memory than its bytes. */
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private WitnessDecoder() {}

    static List<List<ByteBuffer>> none(int inputs) {
        return Collections.nCopies(inputs, List.of());
    }

    /** @throws BadBlockException also when all are empty: that transaction has a shorter form, the only right one */
    static List<List<ByteBuffer>> read(ByteReader reader, int inputs) throws BadBlockException {
        int start = reader.position();
        List<List<ByteBuffer>> witnesses = new ArrayList<>(inputs);
        boolean empty = true;
        for (int input = 0; input < inputs; input++) {
            List<ByteBuffer> witness = stack(reader);
            witnesses.add(witness);
            empty &= witness.isEmpty();
        }
        if (empty) {
            throw new BadBlockException("Expected a witness at offset " + start + " as flagged, found only empty ones");
        }
        return witnesses;
    }

    private static List<ByteBuffer> stack(ByteReader reader) throws BadBlockException {
        int items = reader.count(1, "witness items");
        if (items == 0) {
            return List.of();
        }
        List<ByteBuffer> stack = new ArrayList<>(items);
        for (int item = 0; item < items; item++) {
            byte[] bytes = reader.sizedBytes();
            stack.add(bytes.length == 0 ? EMPTY : ByteBuffer.wrap(bytes));
        }
        return stack;
    }
}
