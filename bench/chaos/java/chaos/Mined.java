package chaos;

import bitcoin.chain.Block;
import java.util.List;
import java.util.stream.Stream;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockDecoder;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.SpentOutputs;
import pipeline.embedded.SampleChain.RawBlock;

/**
 * A block that the node has, on its branch.
 *
 * @param spent what {@code /rest/spenttxouts} answers of it
 * @param transactions how many it has, the coinbase among them
 * @param parent null at genesis
 */
record Mined(int height, String hash, byte[] raw, byte[] spent, int transactions, Mined parent) {

    private static final int MEDIAN_TIME_BLOCKS = 11;

    /** Hashes expected for a block at regtest's lowest difficulty. */
    private static final long WORK = 2;

    RawBlock served() {
        return new RawBlock(height, hash, raw);
    }

    /** The miner's time, epoch seconds. */
    long time() {
        long time = 0;
        for (int index = 71; index >= 68; index--) {
            time = time << 8 | Byte.toUnsignedLong(raw[index]);
        }
        return time;
    }

    /** The block that the record and the file of it must say, with or without what it spends. */
    Block expected(boolean prevouts) {
        BlockDecoder decoder = new BlockDecoder(Network.REGTEST);
        try {
            return prevouts
                    ? decoder.decode(header(), raw, SpentOutputs.ofBinary(spent))
                    : decoder.decode(header(), raw);
        } catch (BadBlockException e) {
            throw new IllegalStateException("The bench has mined a block that is none", e);
        }
    }

    private BlockHeader header() {
        String previous = parent == null ? null : parent.hash;
        String work = "%064x".formatted(WORK * (height + 1));
        return new BlockHeader(hash, height, previous, time(), medianTime(), 0, work, transactions, 1);
    }

    private long medianTime() {
        List<Long> times = Stream.iterate(this, block -> block != null, Mined::parent)
                .limit(MEDIAN_TIME_BLOCKS)
                .map(Mined::time)
                .sorted()
                .toList();
        return times.get(times.size() / 2);
    }
}
