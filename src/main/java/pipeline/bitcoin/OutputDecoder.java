package pipeline.bitcoin;

import bitcoin.chain.Output;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads outputs and says what their scripts are. */
final class OutputDecoder {

    /** Bytes of an output with an empty script. */
    private static final int SMALLEST = 9;

    private final Network network;
    private final DoubleSha256 sha;

    OutputDecoder(Network network, DoubleSha256 sha) {
        this.network = network;
        this.sha = sha;
    }

    /** @param reader stands at the outputs' count */
    List<Output> read(ByteReader reader) throws BadBlockException {
        int count = reader.countFromOne(SMALLEST, "outputs");
        List<Output> outputs = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            long value = Money.checked(reader.signed64());
            byte[] script = reader.sizedBytes();
            OutputScript described = OutputScript.of(script, network, sha);
            outputs.add(new Output(index, value, ByteBuffer.wrap(script), described.type(), described.address()));
        }
        return outputs;
    }
}
