package pipeline;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import pipeline.avro.BlockJson;
import pipeline.bitcoin.BlockDecoder;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.SpentOutput;
import pipeline.bitcoin.Target;

/** Makes an archive, with prevouts, of a file that has the blocks of a regtest chain in height order, each behind magic and length. */
final class BlockFileArchive {

    private static final int MEDIAN_TIME_BLOCKS = 11;

    private final Map<String, SpentOutput> outputs = new HashMap<>();
    private final List<Long> times = new ArrayList<>();
    private final BlockDecoder decoder = new BlockDecoder(Network.REGTEST);
    private BigInteger work = BigInteger.ZERO;

    private BlockFileArchive() {}

    /** All raw blocks of a file. */
    static List<byte[]> read(Path blocks) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(blocks)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> all = new ArrayList<>();
        while (file.hasRemaining()) {
            file.getInt(); // the network's magic
            byte[] raw = new byte[file.getInt()];
            file.get(raw);
            all.add(raw);
        }
        return all;
    }

    static void write(List<byte[]> blocks, Path folder) throws Exception {
        BlockFileArchive archive = new BlockFileArchive();
        for (int height = 0; height < blocks.size(); height++) {
            Path file = folder.resolve("block_" + height + ".json");
            try (OutputStream json = new BufferedOutputStream(Files.newOutputStream(file))) {
                new BlockJson().write(archive.next(height, blocks.get(height)), json);
            }
        }
    }

    private Block next(int height, byte[] raw) throws Exception {
        ByteBuffer header = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        times.add(Integer.toUnsignedLong(header.getInt(68)));
        Target target = new Target(header.getInt(72));
        work = work.add(target.work());
        BlockHeader known = new BlockHeader(
                hash(raw),
                height,
                null,
                times.get(height),
                medianTime(),
                target.difficulty(),
                "%064x".formatted(work),
                0,
                1);
        List<List<SpentOutput>> spent = new ArrayList<>();
        for (Transaction transaction : decoder.decode(known, raw).getTransactions()) {
            spent.add(transaction.getIsCoinbase() ? List.of() : spentBy(transaction));
            for (Output output : transaction.getOutputs()) {
                byte[] script = new byte[output.getScriptHex().remaining()];
                output.getScriptHex().duplicate().get(script);
                outputs.put(
                        transaction.getHash() + ":" + output.getIndex(), new SpentOutput(output.getValue(), script));
            }
        }
        return decoder.decode(known, raw, spent);
    }

    private List<SpentOutput> spentBy(Transaction transaction) {
        return transaction.getInputs().stream().map(this::spentBy).toList();
    }

    private SpentOutput spentBy(Input input) {
        return outputs.remove(input.getSpentTransactionHash() + ":" + input.getSpentOutputIndex());
    }

    private long medianTime() {
        long[] last = times.subList(Math.max(0, times.size() - MEDIAN_TIME_BLOCKS), times.size()).stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return last[last.length / 2];
    }

    private static String hash(byte[] raw) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        byte[] hash = sha.digest(sha.digest(Arrays.copyOf(raw, 80)));
        for (int left = 0, right = hash.length - 1; left < right; left++, right--) {
            byte kept = hash[left];
            hash[left] = hash[right];
            hash[right] = kept;
        }
        return HexFormat.of().formatHex(hash);
    }
}
