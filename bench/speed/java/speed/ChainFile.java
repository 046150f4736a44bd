package speed;

import bitcoin.chain.Block;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockDecoder;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.SpentOutput;
import pipeline.bitcoin.Target;

/** Reads a file that has a regtest chain from its genesis in height order, each block behind magic and length. */
public final class ChainFile {

    private static final int MEDIAN_TIME_BLOCKS = 11;

    private final BlockDecoder decoder = new BlockDecoder(Network.REGTEST);
    private final Map<String, SpentOutput> unspent = new HashMap<>();
    private final List<Long> times = new ArrayList<>();
    private BigInteger work = BigInteger.ZERO;

    private ChainFile() {}

    /**
     * @param header what a node says of it
     * @param block with prevouts
     * @param spent as {@link BlockDecoder#decode(BlockHeader, byte[], List)} takes them
     */
    public record Entry(byte[] raw, BlockHeader header, Block block, List<List<SpentOutput>> spent) {}

    /** What takes the blocks, one after the other. */
    public interface Taker {
        void take(Entry entry) throws IOException;
    }

    /**
     * @throws IOException when the file cannot be read
     * @throws BadBlockException when it holds something else
     */
    public static void read(Path file, Taker taker) throws IOException, BadBlockException {
        ChainFile chain = new ChainFile();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                bytes.getInt(); // the network's magic
                byte[] raw = new byte[bytes.getInt()];
                bytes.get(raw);
                taker.take(chain.next(raw));
            }
        }
    }

    private Entry next(byte[] raw) throws BadBlockException {
        ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        int height = times.size();
        times.add(Integer.toUnsignedLong(bytes.getInt(68)));
        Target target = new Target(bytes.getInt(72));
        work = work.add(target.work());
        BlockHeader header = new BlockHeader(
                MinedHeader.hash(raw),
                height,
                null,
                times.get(height),
                medianTime(),
                target.difficulty(),
                "%064x".formatted(work),
                0,
                1);
        List<List<SpentOutput>> spent = new ArrayList<>();
        for (Transaction transaction : decoder.decode(header, raw).getTransactions()) {
            spent.add(transaction.getIsCoinbase() ? List.of() : spentBy(transaction));
            for (Output output : transaction.getOutputs()) {
                unspent.put(
                        transaction.getHash() + ":" + output.getIndex(),
                        new SpentOutput(output.getValue(), bytes(output.getScriptHex())));
            }
        }
        return new Entry(raw, header, decoder.decode(header, raw, spent), spent);
    }

    private List<SpentOutput> spentBy(Transaction transaction) {
        return transaction.getInputs().stream()
                .map(input -> unspent.remove(input.getSpentTransactionHash() + ":" + input.getSpentOutputIndex()))
                .toList();
    }

    private long medianTime() {
        long[] last = times.subList(Math.max(0, times.size() - MEDIAN_TIME_BLOCKS), times.size()).stream()
                .mapToLong(Long::longValue)
                .toArray();
        Arrays.sort(last);
        return last[last.length / 2];
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
