package pipeline.tables;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import pipeline.bitcoin.BlockDecoder;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.SpentOutput;

/** Decodes a file of raw regtest blocks in the order of heights, each behind magic and length, with what their inputs spend. */
final class BigChain {

    private static final int HEADER = 80;

    private final BlockDecoder decoder = new BlockDecoder(Network.of("regtest"));
    private final Map<String, SpentOutput> outputs = new HashMap<>();

    void read(Path file, Consumer<Block> blocks) throws Exception {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int height = 0; bytes.hasRemaining(); height++) {
                bytes.getInt(); // the network's magic
                byte[] raw = new byte[bytes.getInt()];
                bytes.get(raw);
                Block block = decode(height, raw);
                blocks.accept(block);
            }
        }
    }

    private Block decode(int height, byte[] raw) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(raw, 0, HEADER);
        BlockHeader header = new BlockHeader(
                hex(sha256.digest(sha256.digest())),
                height,
                height == 0 ? null : hex(Arrays.copyOfRange(raw, 4, 36)),
                0,
                0,
                1,
                "0".repeat(64),
                0,
                1);
        List<List<SpentOutput>> spent = new ArrayList<>();
        for (Transaction transaction : decoder.decode(header, raw).getTransactions()) {
            List<SpentOutput> spentHere = new ArrayList<>();
            for (Input input : transaction.getIsCoinbase() ? List.<Input>of() : transaction.getInputs()) {
                spentHere.add(outputs.remove(input.getSpentTransactionHash() + input.getSpentOutputIndex()));
            }
            remember(transaction);
            spent.add(spentHere);
        }
        return decoder.decode(header, raw, spent);
    }

    private void remember(Transaction transaction) {
        for (Output output : transaction.getOutputs()) {
            byte[] script = new byte[output.getScriptHex().remaining()];
            output.getScriptHex().duplicate().get(script);
            outputs.put(transaction.getHash() + (long) output.getIndex(), new SpentOutput(output.getValue(), script));
        }
    }

    private static String hex(byte[] reversed) {
        byte[] hash = new byte[reversed.length];
        for (int i = 0; i < hash.length; i++) {
            hash[i] = reversed[hash.length - 1 - i];
        }
        return HexFormat.of().formatHex(hash);
    }
}
