package chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;

/**
 * Mines regtest blocks on top of the sample chain, the same ones for the same seed and calls: valid in proof of work, merkle
 * root and witness commitment, with transactions in varying number and form. What they spend is made up.
 */
final class Miner {

    private static final int BITS = 0x207fffff;
    private static final String REWARD_SCRIPT = "51";
    private static final HexFormat HEX = HexFormat.of();

    private final Random random;
    private final Map<String, Mined> known = new HashMap<>();
    private final Set<String> tips = new HashSet<>();
    private Mined tip;

    Miner(long seed) {
        random = new Random(seed);
        Map<String, byte[]> spent = SampleChain.spentOutputs();
        for (RawBlock block : SampleChain.blocks()) {
            // fewer than 253 transactions each, so their count is one byte
            add(new Mined(
                    block.height(), block.hash(), block.raw(), spent.get(block.hash()), block.raw()[80] & 0xff, tip));
        }
    }

    Mined tip() {
        return tip;
    }

    /** Every block ever mined, by hash. */
    Map<String, Mined> known() {
        return Collections.unmodifiableMap(known);
    }

    /** Hashes of the blocks that were the tip when the node was told. */
    Set<String> tips() {
        return Collections.unmodifiableSet(tips);
    }

    /** The best chain, from genesis to tip. */
    List<Mined> best() {
        List<Mined> blocks = new ArrayList<>(
                Stream.iterate(tip, block -> block != null, Mined::parent).toList());
        Collections.reverse(blocks);
        return blocks;
    }

    /** Leaves as many blocks of the best chain and mines others in their place; a depth of 0 mines on. */
    List<Mined> mine(int depth, int blocks) {
        for (int left = 0; left < depth; left++) {
            tip = tip.parent();
        }
        List<Mined> branch = new ArrayList<>();
        for (int index = 0; index < blocks; index++) {
            branch.add(add(next()));
        }
        tips.add(tip.hash());
        return branch;
    }

    private Mined add(Mined block) {
        known.put(block.hash(), block);
        tip = block;
        return block;
    }

    private Mined next() {
        int height = tip.height() + 1;
        List<Made> others = Stream.generate(this::transaction).limit(size()).toList();
        List<Made> all = new ArrayList<>(List.of(coinbase(height, others)));
        all.addAll(others);
        byte[] root = BlockBytes.merkleRoot(
                all.stream().map(made -> BlockBytes.hash(made.plain)).toList());
        BlockBytes block = new BlockBytes().raw(header(root)).compactSize(all.size());
        all.forEach(made -> block.raw(made.whole));
        BlockBytes spent = new BlockBytes().compactSize(all.size());
        all.forEach(made -> spent.raw(made.spent));
        byte[] raw = block.toBytes();
        String hash = BlockBytes.text(BlockBytes.hash(HEX.parseHex(HEX.formatHex(raw, 0, 80))));
        return new Mined(height, hash, raw, spent.toBytes(), all.size(), tip);
    }

    /** Mostly small blocks, at times a large one. */
    private int size() {
        int die = random.nextInt(20);
        return die == 0 ? 200 + random.nextInt(400) : die < 6 ? 10 + random.nextInt(50) : random.nextInt(10);
    }

    private byte[] header(byte[] merkleRoot) {
        long time = tip.time() + 1 + random.nextInt(600);
        for (int nonce = 0; ; nonce++) {
            byte[] header = new BlockBytes()
                    .number(0x20000000, 4)
                    .hash(tip.hash())
                    .raw(merkleRoot)
                    .number(time, 4)
                    .number(BITS, 4)
                    .number(nonce, 4)
                    .toBytes();
            // a target of 7fffff00…: every second hash meets it
            if (BlockBytes.hash(header)[31] >= 0
                    && !BlockBytes.text(BlockBytes.hash(header)).startsWith("7fffff")) {
                return header;
            }
        }
    }

    /**
     * A transaction as it is written three times.
     *
     * @param plain without witnesses, as its txid is made of
     * @param whole as it stands in a block
     * @param spent what its inputs spend, as a node tells it
     */
    private record Made(byte[] plain, byte[] whole, byte[] spent) {}

    private Made coinbase(int height, List<Made> others) {
        List<byte[]> witnessHashes = new ArrayList<>(List.of(new byte[32]));
        others.forEach(made -> witnessHashes.add(BlockBytes.hash(made.whole)));
        byte[] reserved = new byte[32];
        byte[] commitment = BlockBytes.hash(new BlockBytes()
                .raw(BlockBytes.merkleRoot(witnessHashes))
                .raw(reserved)
                .toBytes());
        // the height of BIP34, and something that makes each coinbase another
        byte[] script =
                new BlockBytes().number(2, 1).number(height, 2).sized(bytes(8)).toBytes();
        byte[] body = new BlockBytes()
                .compactSize(1)
                .raw(new byte[32])
                .number(0xffffffffL, 4)
                .sized(script)
                .number(0xffffffffL, 4)
                .compactSize(2)
                .number(2_500_000_000L, 8)
                .sized(HEX.parseHex(REWARD_SCRIPT))
                .number(0, 8)
                .sized(new BlockBytes()
                        .raw(HEX.parseHex("6a24aa21a9ed"))
                        .raw(commitment)
                        .toBytes())
                .toBytes();
        byte[] witness = new BlockBytes().compactSize(1).sized(reserved).toBytes();
        return made(body, witness, new byte[] {0});
    }

    private Made transaction() {
        int inputs = 1 + random.nextInt(3);
        int outputs = 1 + random.nextInt(3);
        boolean segwit = random.nextInt(5) > 0;
        BlockBytes body = new BlockBytes().compactSize(inputs);
        BlockBytes witness = new BlockBytes();
        BlockBytes spent = new BlockBytes().compactSize(inputs);
        for (int index = 0; index < inputs; index++) {
            body.raw(bytes(32)).number(random.nextInt(4), 4).sized(segwit ? new byte[0] : bytes(107));
            body.number(random.nextBoolean() ? 0xfffffffdL : 0xffffffffL, 4);
            witness.compactSize(2).sized(bytes(71)).sized(bytes(33));
            spent.number(1_000_000 + random.nextInt(1_000_000_000), 8).sized(script());
        }
        body.compactSize(outputs);
        for (int index = 0; index < outputs; index++) {
            body.number(random.nextInt(300_000), 8).sized(script());
        }
        return made(body.toBytes(), segwit ? witness.toBytes() : new byte[0], spent.toBytes());
    }

    private Made made(byte[] body, byte[] witness, byte[] spent) {
        byte[] plain = new BlockBytes().number(2, 4).raw(body).number(0, 4).toBytes();
        if (witness.length == 0) {
            return new Made(plain, plain, spent);
        }
        byte[] whole = new BlockBytes()
                .number(2, 4)
                .number(0, 1)
                .number(1, 1)
                .raw(body)
                .raw(witness)
                .number(0, 4)
                .toBytes();
        return new Made(plain, whole, spent);
    }

    private byte[] script() {
        return switch (random.nextInt(5)) {
            case 0 -> script("76a914", 20, "88ac");
            case 1 -> script("a914", 20, "87");
            case 2 -> script("0014", 20, "");
            case 3 -> script("5120", 32, "");
            default -> bytes(random.nextInt(120));
        };
    }

    private byte[] script(String start, int length, String end) {
        return new BlockBytes()
                .raw(HEX.parseHex(start))
                .raw(bytes(length))
                .raw(HEX.parseHex(end))
                .toBytes();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
