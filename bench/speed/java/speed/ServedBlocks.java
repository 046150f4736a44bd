package speed;

import bitcoin.chain.Transaction;
import chaos.BlockBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.SpentOutput;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;

/**
 * A chain as long as a measurement needs, made of what is in a file of regtest blocks.
 *
 * @param chain from genesis
 * @param spent by block hash, as {@code /rest/spenttxouts} answers
 */
record ServedBlocks(List<RawBlock> chain, Map<String, byte[]> spent) {

    private static final int FIRST_TIME = 1_700_000_000;
    private static final String NO_HASH = "0".repeat(64);

    /** Bytes above which the blocks of the file are like those of the main network. */
    private static final int LARGE = 1_000_000;

    /** A block's bytes and what it spends; its header is of no matter. */
    private record Template(byte[] raw, byte[] spent) {}

    private record Spender(byte[] raw, byte[] id, byte[] witnessId, List<SpentOutput> spent) {}

    /** The file's large blocks, over and over. */
    static ServedBlocks large(Path file, int blocks) throws IOException, BadBlockException {
        return repeated(templates(file, true), blocks);
    }

    /** The file's small blocks, of a few hundred bytes, over and over. */
    static ServedBlocks small(Path file, int blocks) throws IOException, BadBlockException {
        return repeated(templates(file, false), blocks);
    }

    /** Blocks of about as many bytes, of the transactions of the file's large ones. */
    static ServedBlocks sized(Path file, int bytes, int blocks) throws IOException, BadBlockException {
        List<Spender> spenders = new ArrayList<>();
        ChainFile.read(file, entry -> {
            if (entry.raw().length > LARGE) {
                addSpenders(entry, spenders);
            }
        });
        List<Template> templates = new ArrayList<>();
        int next = 0;
        // enough to differ from each other, few enough to be in memory
        for (long made = 0; made < 50_000_000 && templates.size() < blocks; made += bytes) {
            List<Spender> taken = new ArrayList<>();
            for (int size = 0; size < bytes - 300 || taken.isEmpty(); size += taken.get(taken.size() - 1).raw.length) {
                taken.add(spenders.get(next++ % spenders.size()));
            }
            templates.add(block(taken));
        }
        return repeated(templates, blocks);
    }

    private static List<Template> templates(Path file, boolean large) throws IOException, BadBlockException {
        List<Template> templates = new ArrayList<>();
        ChainFile.read(file, entry -> {
            if (entry.header().height() > 0 && entry.raw().length > LARGE == large) {
                templates.add(new Template(entry.raw(), spentOutputs(entry.spent())));
            }
        });
        return templates;
    }

    private static ServedBlocks repeated(List<Template> templates, int blocks) {
        List<RawBlock> chain = new ArrayList<>(SampleChain.blocks().subList(0, 1));
        Map<String, byte[]> spent = new HashMap<>();
        spent.put(chain.get(0).hash(), spentOutputs(List.of(List.of())));
        for (int height = 1; height <= blocks; height++) {
            Template template = templates.get(height % templates.size());
            byte[] raw = MinedHeader.on(chain.get(height - 1).hash(), FIRST_TIME + 600 * height, template.raw);
            String hash = MinedHeader.hash(raw);
            chain.add(new RawBlock(height, hash, raw));
            spent.put(hash, template.spent);
        }
        return new ServedBlocks(chain, spent);
    }

    private static void addSpenders(ChainFile.Entry entry, List<Spender> spenders) {
        // behind the header and a count of three bytes
        int start = 83;
        for (Transaction transaction : entry.block().getTransactions()) {
            int end = start + Math.toIntExact(transaction.getSize());
            if (!transaction.getIsCoinbase()) {
                spenders.add(new Spender(
                        Arrays.copyOfRange(entry.raw(), start, end),
                        new BlockBytes().hash(transaction.getHash()).toBytes(),
                        new BlockBytes().hash(transaction.getWitnessHash()).toBytes(),
                        entry.spent().get(transaction.getIndex())));
            }
            start = end;
        }
    }

    private static Template block(List<Spender> spenders) {
        byte[] inputs = hex("01" + NO_HASH + "ffffffff" + "0101" + "ffffffff");
        byte[] commitment = BlockBytes.hash(new BlockBytes()
                .raw(BlockBytes.merkleRoot(withFirst(
                        hex(NO_HASH), spenders.stream().map(Spender::witnessId).toList())))
                .raw(hex(NO_HASH))
                .toBytes());
        byte[] outputs = new BlockBytes()
                .raw(hex("02" + "0000000000000000" + "0151" + "0000000000000000" + "26" + "6a24aa21a9ed"))
                .raw(commitment)
                .toBytes();
        byte[] coinbase = new BlockBytes()
                .raw(hex("02000000" + "0001"))
                .raw(inputs)
                .raw(outputs)
                .raw(hex("0120" + NO_HASH + "00000000"))
                .toBytes();
        byte[] coinbaseId = BlockBytes.hash(new BlockBytes()
                .raw(hex("02000000"))
                .raw(inputs)
                .raw(outputs)
                .raw(hex("00000000"))
                .toBytes());
        byte[] root = BlockBytes.merkleRoot(
                withFirst(coinbaseId, spenders.stream().map(Spender::id).toList()));
        BlockBytes block = new BlockBytes()
                .raw(hex("00000020" + NO_HASH))
                .raw(root)
                .raw(new byte[12])
                .compactSize(spenders.size() + 1L)
                .raw(coinbase);
        spenders.forEach(spender -> block.raw(spender.raw));
        List<List<SpentOutput>> spent = new ArrayList<>();
        spent.add(List.of());
        spenders.forEach(spender -> spent.add(spender.spent));
        return new Template(block.toBytes(), spentOutputs(spent));
    }

    private static byte[] spentOutputs(List<List<SpentOutput>> spent) {
        BlockBytes bytes = new BlockBytes().compactSize(spent.size());
        for (List<SpentOutput> outputs : spent) {
            bytes.compactSize(outputs.size());
            outputs.forEach(output -> bytes.number(output.value(), 8).sized(output.script()));
        }
        return bytes.toBytes();
    }

    private static List<byte[]> withFirst(byte[] first, List<byte[]> rest) {
        List<byte[]> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
